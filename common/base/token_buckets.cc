#include "common/base/token_buckets.h"

#include <algorithm>

namespace lyceum {

absl::Duration TokenBuckets::Wait(absl::string_view key, absl::Time now) const {
  const auto found = buckets_.find(key);
  if (found == buckets_.end()) return absl::ZeroDuration();
  return std::max(absl::ZeroDuration(), found->second->full - now - capacity_ * refill_);
}

void TokenBuckets::Take(absl::string_view key, absl::Time now) {
  const auto found = buckets_.find(key);
  if (found != buckets_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
  } else {
    recent_.push_front({std::string(key), now});
    buckets_[recent_.front().key] = recent_.begin();
  }
  absl::Time& full = recent_.front().full;
  full = std::max(full, now) + refill_;
  // Full buckets at the end are of no more use; one too many has to go.
  while (recent_.back().full <= now || recent_.size() > max_keys_) {
    buckets_.erase(recent_.back().key);
    recent_.pop_back();
  }
}

}  // namespace lyceum
