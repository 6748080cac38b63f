#include "services/progress/memory/logic/sm2.h"

#include <algorithm>
#include <cmath>

namespace lyceum::progress::memory {

Sm2 AfterGrade(const Sm2& before, int grade) {
  constexpr int kKnown = 3;
  constexpr double kLeastEase = 1.3, kMostDays = 1e9;
  Sm2 after;
  if (grade >= kKnown) {
    after.repetitions = before.repetitions + 1;
    switch (before.repetitions) {
      case 0:
        after.interval_days = 1;
        break;
      case 1:
        after.interval_days = 6;
        break;
      default:
        after.interval_days = static_cast<int64_t>(
            std::min(std::floor(static_cast<double>(before.interval_days) * before.ease + 0.5), kMostDays));
    }
  } else {
    after.interval_days = 1;
  }
  const double missing = 5 - grade;
  after.ease = std::max(kLeastEase, before.ease + (0.1 - missing * (0.08 + missing * 0.02)));
  return after;
}

}  // namespace lyceum::progress::memory
