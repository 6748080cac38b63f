// The limits of what operations make. A limit has one name and one home.
#pragma once

namespace lyceum::limits {

inline constexpr int kMaxExportBytes = 64 << 20;  // what one export holds
inline constexpr int kExportPartBytes = 1 << 20;  // what ReadExport answers at a time
inline constexpr int kExportDays = 7;             // how long an export is kept

}  // namespace lyceum::limits
