// SM-2, the algorithm of SuperMemo 2 (P. A. Wozniak, 1990), for those who come
// from it.
#pragma once

#include <cstdint>

namespace lyceum::progress::memory {

struct Sm2 {
  int64_t interval_days = 0;
  int64_t repetitions = 0;  // in a row, since the last failure
  double ease = 2.5;        // 1.3 or more

  bool operator==(const Sm2&) const = default;
};

// After an answer of this grade, 0 (blackout) to 5 (perfect). From 3 on it was
// known: the interval is 1 day, then 6, then the last times the ease it had,
// rounded half up, at most 10^9; below 3 all starts again with 1 day. The ease
// moves by 0.1 - (5 - q) (0.08 + (5 - q) 0.02).
Sm2 AfterGrade(const Sm2& before, int grade);

}  // namespace lyceum::progress::memory
