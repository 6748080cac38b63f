// The Cache of a service: level 1 in this process, level 2 in Redis if there is
// one. See cache.h for what it promises.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/redis/cache.h"
#include "common/redis/nodes.h"

namespace lyceum::redis {

struct CacheOptions {
  size_t max_bytes = 64 << 20;                           // level 1
  absl::Duration level1_ttl = absl::InfiniteDuration();  // entries keyed by revision never go stale
  absl::Duration level2_ttl = absl::Hours(24);
  absl::Duration negative_ttl = absl::Seconds(2);  // both levels
  absl::Duration lease = absl::Seconds(2);         // how long others wait for the one that loads
  absl::Duration lease_poll = absl::Milliseconds(5);
  std::string key_prefix;  // of every key in Redis, such as "quiz:"
};

// All since the start of the process.
struct CacheCounters {
  int64_t hits_level1 = 0;
  int64_t hits_level2 = 0;
  int64_t negative_hits = 0;  // NOT_FOUND answered from either level
  int64_t loads = 0;          // calls of a loader
  int64_t shared_loads = 0;   // callers that waited for another's load in this process
  int64_t invalid = 0;        // level-2 values that were truncated, altered or foreign
  int64_t errors = 0;         // Redis commands that failed
};

class CountingCache : public Cache {
 public:
  virtual CacheCounters counters() const = 0;
  virtual size_t level1_bytes() const = 0;
};

// `nodes` may be null: then level 1 and the loader only. `clock` decides when
// level-1 entries expire. Both must outlive the cache. Thread-safe.
std::unique_ptr<CountingCache> MakeCache(CacheOptions options, Nodes* nodes, Clock& clock);

}  // namespace lyceum::redis
