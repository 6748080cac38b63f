// How much each of many may do: a token bucket for every key, in bounded memory.
// Time is an argument; not for several threads at once.
#pragma once

#include <cstddef>
#include <list>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum {

class TokenBuckets {
 public:
  // A bucket holds up to `capacity` tokens, at first and again after a while: one
  // comes back every `refill`. At most `max_keys` (1 or more) buckets that are
  // not full are remembered; beyond that the one that lost a token longest ago
  // counts as full again.
  TokenBuckets(int capacity, absl::Duration refill, size_t max_keys)
      : capacity_(capacity), refill_(refill), max_keys_(max_keys) {}

  // How long until the bucket is not in debt; zero if it is not.
  absl::Duration Wait(absl::string_view key, absl::Time now) const;

  // Takes a token, even where there is none: who asked (Wait) before others took
  // the last one brings the bucket into debt, which has to be waited for. So
  // over any time no more is taken than capacity, refill and calls under way.
  void Take(absl::string_view key, absl::Time now);

  size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    std::string key;
    absl::Time full;  // when it will be
  };
  using Recent = std::list<Bucket>;  // the last that lost a token first

  const int capacity_;
  const absl::Duration refill_;
  const size_t max_keys_;
  Recent recent_;
  absl::flat_hash_map<absl::string_view, Recent::iterator> buckets_;  // keys lie in recent_
};

}  // namespace lyceum
