#include "common/redis/memory_cache.h"

#include <algorithm>
#include <utility>

namespace lyceum::redis {
namespace {

// Small caches are not cut into shards too small for one value.
size_t ShardsFor(size_t max_bytes) { return std::clamp<size_t>(max_bytes >> 22, 1, 16); }

}  // namespace

MemoryCache::MemoryCache(size_t max_bytes)
    : shards_(ShardsFor(max_bytes)), max_shard_bytes_(max_bytes / shards_.size()) {}

void MemoryCache::Put(absl::string_view key, Bytes value, absl::Time expires) {
  auto entry = std::make_unique<Entry>();
  entry->key = std::string(key);
  entry->bytes = key.size() + value->size() + kEntryOverheadBytes;
  entry->value = std::move(value);
  entry->expires = expires;
  Insert(std::move(entry));
}

void MemoryCache::PutNegative(absl::string_view key, absl::Status status, absl::Time expires) {
  auto entry = std::make_unique<Entry>();
  entry->key = std::string(key);
  entry->bytes = key.size() + status.message().size() + kEntryOverheadBytes;
  entry->negative = std::move(status);
  entry->expires = expires;
  Insert(std::move(entry));
}

void MemoryCache::Insert(std::unique_ptr<Entry> entry) {
  Shard& shard = ShardOf(entry->key);
  absl::MutexLock lock(&shard.mutex);
  if (const auto it = shard.entries.find(entry->key); it != shard.entries.end()) Remove(shard, *it->second);
  if (entry->bytes > max_shard_bytes_) return;
  while (shard.bytes + entry->bytes > max_shard_bytes_) EvictOne(shard);
  shard.bytes += entry->bytes;
  entry->position = shard.clock.size();
  shard.clock.push_back(entry.get());
  const absl::string_view key = entry->key;
  shard.entries.emplace(key, std::move(entry));
}

void MemoryCache::Erase(absl::string_view key) {
  Shard& shard = ShardOf(key);
  absl::MutexLock lock(&shard.mutex);
  if (const auto it = shard.entries.find(key); it != shard.entries.end()) Remove(shard, *it->second);
}

void MemoryCache::Remove(Shard& shard, Entry& entry) {
  shard.bytes -= entry.bytes;
  Entry* last = shard.clock.back();
  shard.clock[entry.position] = last;
  last->position = entry.position;
  shard.clock.pop_back();
  const auto it = shard.entries.find(entry.key);
  const std::unique_ptr<Entry> owner = std::move(it->second);  // outlives the key the map still points to
  shard.entries.erase(it);
}

void MemoryCache::EvictOne(Shard& shard) {
  for (;;) {
    if (shard.hand >= shard.clock.size()) shard.hand = 0;
    Entry& entry = *shard.clock[shard.hand];
    if (!entry.used.exchange(false, std::memory_order_relaxed)) return Remove(shard, entry);
    ++shard.hand;
  }
}

size_t MemoryCache::bytes() const {
  size_t sum = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    sum += shard.bytes;
  }
  return sum;
}

size_t MemoryCache::entries() const {
  size_t sum = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    sum += shard.entries.size();
  }
  return sum;
}

}  // namespace lyceum::redis
