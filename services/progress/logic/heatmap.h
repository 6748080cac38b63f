// How dark each day of a heatmap is drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lyceum::progress {

inline constexpr int kHeatmapLevels = 4;

// The level of each count: 0 for 0, else the quarter, 1 to 4, that it falls into
// among the counts above 0: 4 times the share of them that are not greater,
// rounded up. Equal counts have equal levels and the greatest has 4.
std::vector<int> HeatmapLevels(absl::Span<const int64_t> counts);

}  // namespace lyceum::progress
