// Shares of an item's points, exact until the very last step.
#pragma once

#include <cstdint>

namespace lyceum::quiz {

// num/den of the points; den > 0. Below 0 and above 1 are possible on the way.
struct Share {
  int64_t num = 0;
  int64_t den = 1;
};

inline constexpr Share kNothing{0, 1};
inline constexpr Share kEverything{1, 1};

// Micro-points: the share held between 0 and 1, times `points`, rounded to the
// nearest micro-point, halves up.
int64_t MarkOf(Share share, int64_t points);

}  // namespace lyceum::quiz
