#include "services/quiz/logic/share.h"

#include "absl/numeric/int128.h"

namespace lyceum::quiz {

int64_t MarkOf(Share share, int64_t points) {
  if (share.num <= 0) return 0;
  if (share.num >= share.den) return points;
  // In 128 bits: points and numerators of millionths together pass 64.
  const absl::int128 doubled = absl::int128(share.num) * points * 2 + share.den;
  return static_cast<int64_t>(doubled / (absl::int128(share.den) * 2));
}

}  // namespace lyceum::quiz
