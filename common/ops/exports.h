// What an operation made for people to fetch: bytes with a name, tenants/{tenant}/exports/{export}, read in parts.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/sql/database.h"

namespace lyceum::ops {

// Makes the tables; not for a service whose own schema has them.
absl::Status MigrateExports(sql::Database& database);

// Stores `bytes` under `id`, in place of what an interrupted run of the same operation left. Forgets those of the
// tenant that are limits::kExportDays old. Each part is a transaction of its own.
absl::Status StoreExport(sql::Database& database, absl::string_view tenant, absl::string_view id,
                         absl::string_view creator, absl::string_view bytes, absl::Time now);

struct ExportPart {
  std::string content;  // at most limits::kExportPartBytes
  int64_t size_bytes = 0;  // of the whole export
  int64_t next_offset = 0;
};

// NOT_FOUND for one that is not there, is not whole yet, or was started by somebody else (ROLE_ADMIN reads all);
// OUT_OF_RANGE beyond the end.
absl::StatusOr<ExportPart> ReadExport(sql::Database& database, const Caller& caller, absl::string_view name,
                                      int64_t offset);

}  // namespace lyceum::ops
