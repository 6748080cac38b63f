// Days of study in a row: a pure function of the set of days, so that late,
// repeated or re-ordered events can only lengthen it.
#pragma once

#include "absl/types/span.h"
#include "services/progress/logic/days.h"

namespace lyceum::progress {

enum class StreakState {
  kNone,    // nothing to keep up
  kAlive,   // studied today
  kAtRisk,  // studied on the last day that counts, and not yet today
};

struct Streak {
  StreakState state = StreakState::kNone;
  int current_days = 0;  // 0 when kNone
  int longest_days = 0;
  int active_days = 0;
};

// `active`: days with study, ascending and without repetition. `bridged`: days
// that a change of time zone cut short, likewise; one without study neither
// counts nor breaks the row. A learner who flew west may have studied on a day
// after `today`: the row that ends there is alive.
Streak ComputeStreak(absl::Span<const Day> active, absl::Span<const Day> bridged, Day today);

}  // namespace lyceum::progress
