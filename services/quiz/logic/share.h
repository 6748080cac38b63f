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

// The mean of shares of which each has a weight. Exact while the common denominator stays below kMaxDenominator; where
// it would pass that, shares are rounded to 1e-12 first.
class WeightedShares {
 public:
  // A share of -1 to 1; all weights together at most 100,000.
  void Add(Share share, int64_t weight);
  // kNothing if there is no weight.
  Share Mean() const;

 private:
  static constexpr int64_t kMaxDenominator = int64_t{1} << 44;
  Share sum_;
  int64_t weights_ = 0;
};

}  // namespace lyceum::quiz
