#include "services/quiz/logic/share.h"

#include <numeric>

#include "absl/numeric/int128.h"

namespace lyceum::quiz {
namespace {

Share Reduced(Share share) {
  const int64_t common = std::gcd(share.num, share.den);
  return {share.num / common, share.den / common};
}

Share Rounded(Share share) {
  constexpr int64_t kFine = 1'000'000'000'000;
  const absl::int128 doubled = absl::int128(share.num) * kFine * 2 + share.den;
  return {static_cast<int64_t>(doubled / (absl::int128(share.den) * 2)), kFine};
}

}  // namespace

int64_t MarkOf(Share share, int64_t points) {
  if (share.num <= 0) return 0;
  if (share.num >= share.den) return points;
  // In 128 bits: points and numerators of millionths together pass 64.
  const absl::int128 doubled = absl::int128(share.num) * points * 2 + share.den;
  return static_cast<int64_t>(doubled / (absl::int128(share.den) * 2));
}

void WeightedShares::Add(Share share, int64_t weight) {
  weights_ += weight;
  share = Reduced(share);
  absl::int128 common = absl::int128(sum_.den / std::gcd(sum_.den, share.den)) * share.den;
  if (common > kMaxDenominator) {
    sum_ = Rounded(sum_);
    share = Rounded(share);
    common = sum_.den;
  }
  const int64_t den = static_cast<int64_t>(common);
  sum_ = {sum_.num * (den / sum_.den) + share.num * (den / share.den) * weight, den};
}

Share WeightedShares::Mean() const { return weights_ == 0 ? kNothing : Share{sum_.num, sum_.den * weights_}; }

}  // namespace lyceum::quiz
