#include "services/progress/logic/heatmap.h"

#include <algorithm>

namespace lyceum::progress {

std::vector<int> HeatmapLevels(absl::Span<const int64_t> counts) {
  std::vector<int64_t> ranked;
  for (int64_t count : counts) {
    if (count > 0) ranked.push_back(count);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<int> levels;
  for (int64_t count : counts) {
    const int64_t not_greater = std::upper_bound(ranked.begin(), ranked.end(), count) - ranked.begin();
    const int64_t all = static_cast<int64_t>(ranked.size());
    levels.push_back(count > 0 ? static_cast<int>((kHeatmapLevels * not_greater + all - 1) / all) : 0);
  }
  return levels;
}

}  // namespace lyceum::progress
