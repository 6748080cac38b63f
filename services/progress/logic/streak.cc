#include "services/progress/logic/streak.h"

#include <algorithm>

namespace lyceum::progress {
namespace {

// True if every day strictly between the two is bridged.
bool Joined(Day earlier, Day later, absl::Span<const Day> bridged) {
  const Day between = later - earlier - 1;
  if (between <= 0) return true;
  const auto from = std::upper_bound(bridged.begin(), bridged.end(), earlier);
  const auto to = std::lower_bound(from, bridged.end(), later);
  return to - from == between;
}

}  // namespace

Streak ComputeStreak(absl::Span<const Day> active, absl::Span<const Day> bridged, Day today) {
  Streak streak;
  streak.active_days = static_cast<int>(active.size());
  int row = 0;
  for (size_t i = 0; i < active.size(); ++i) {
    row = i > 0 && Joined(active[i - 1], active[i], bridged) ? row + 1 : 1;
    streak.longest_days = std::max(streak.longest_days, row);
  }
  if (active.empty()) return streak;
  if (active.back() >= today) {
    streak.state = StreakState::kAlive;
  } else if (Joined(active.back(), today, bridged)) {
    streak.state = StreakState::kAtRisk;
  }
  if (streak.state != StreakState::kNone) streak.current_days = row;
  return streak;
}

}  // namespace lyceum::progress
