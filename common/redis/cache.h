// Serialized bytes, kept close: level 1 in this process, level 2 in Redis. A
// cache may miss, it cannot fail: without Redis everything comes from the
// loader. Entries are keyed by revision, so they never go stale.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum::redis {

using Bytes = std::shared_ptr<const std::string>;

class Cache {
 public:
  virtual ~Cache() = default;

  // Level 1 only; null on a miss. Never blocks on I/O. A negative entry is a miss.
  virtual Bytes Peek(absl::string_view key) = 0;

  // Level 1, level 2, then `load`, filling both on the way. One load per key
  // per process at a time (single flight) and one per fleet (a short lease in
  // Redis). NOT_FOUND from `load` is remembered for a short while (negative
  // caching); other errors are not. Blocks.
  virtual absl::StatusOr<Bytes> Get(absl::string_view key, std::function<absl::StatusOr<std::string>()> load) = 0;

  // Forgets the key in both levels, best effort.
  virtual void Drop(absl::string_view key) = 0;
};

}  // namespace lyceum::redis
