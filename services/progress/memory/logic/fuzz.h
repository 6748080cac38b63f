// Intervals a little longer or shorter, so that cards learned together do not
// come back together.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"

namespace lyceum::progress::memory {

// What makes a card's fuzz its own: FNV-1a of its name.
uint64_t FuzzSeed(absl::string_view card);

// From 0 up to 1: the same for the same seed and number of answers.
double FuzzFactor(uint64_t seed, int64_t reps);

// `days` rounded half up, at least `least` and at most `most`.
int64_t WholeDays(double days, int64_t least, int64_t most);

// An interval of at least `least` and at most `most` whole days near `days`, by
// `factor` in [0, 1). Below 2.5 days it is only rounded. Else it lies within
//   delta = 1 + 0.15 (min(i, 7) - 2.5) + 0.1 (min(i, 20) - 7) + 0.05 (i - 20)
// days, each term where positive (the ranges of Anki, py-fsrs and ts-fsrs).
// 1 <= least <= most.
int64_t FuzzedDays(double days, int64_t least, int64_t most, double factor);

}  // namespace lyceum::progress::memory
