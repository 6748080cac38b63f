// Level 1: bytes in this process, bounded, sharded. A read takes a shared lock
// and sets one bit; which entry must go is decided by a clock hand (second
// chance), which is close to least recently used.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/redis/cache.h"

namespace lyceum::redis {

class MemoryCache {
 public:
  // `max_bytes` counts keys, values and kEntryOverheadBytes for each entry.
  explicit MemoryCache(size_t max_bytes);

  static constexpr size_t kEntryOverheadBytes = 128;

  struct Found {
    Bytes value;            // null on a miss or for a negative entry
    absl::Status negative;  // what the negative entry answers; OK if there is none
  };

  // Forever-entries cost no look at a clock: `now` is only called for entries
  // that expire.
  template <class NowFunction>
  Found Find(absl::string_view key, NowFunction now) const {
    const Shard& shard = ShardOf(key);
    absl::ReaderMutexLock lock(&shard.mutex);
    const auto it = shard.entries.find(key);
    if (it == shard.entries.end()) return {};
    const Entry& entry = *it->second;
    if (entry.expires != absl::InfiniteFuture() && now() >= entry.expires) return {};
    if (!entry.used.load(std::memory_order_relaxed)) entry.used.store(true, std::memory_order_relaxed);
    return {entry.value, entry.negative};
  }

  // An entry that alone is larger than its shard is not kept.
  void Put(absl::string_view key, Bytes value, absl::Time expires);
  void PutNegative(absl::string_view key, absl::Status status, absl::Time expires);
  void Erase(absl::string_view key);

  size_t bytes() const;
  size_t entries() const;

 private:
  struct Entry {
    std::string key;
    Bytes value;
    absl::Status negative;
    absl::Time expires;
    size_t bytes = 0;
    size_t position = 0;  // in `clock`
    mutable std::atomic<bool> used{false};
  };
  // Shards are a cache line apart, so that readers on different cores do not
  // take each other's lock word.
  struct alignas(64) Shard {
    mutable absl::Mutex mutex;
    absl::flat_hash_map<absl::string_view, std::unique_ptr<Entry>> entries;  // keys point into the entries
    std::vector<Entry*> clock;
    size_t hand = 0;
    size_t bytes = 0;
  };

  const Shard& ShardOf(absl::string_view key) const { return shards_[absl::HashOf(key) % shards_.size()]; }
  Shard& ShardOf(absl::string_view key) { return shards_[absl::HashOf(key) % shards_.size()]; }
  void Insert(std::unique_ptr<Entry> entry);
  static void Remove(Shard& shard, Entry& entry);
  static void EvictOne(Shard& shard);

  std::vector<Shard> shards_;
  const size_t max_shard_bytes_;
};

}  // namespace lyceum::redis
