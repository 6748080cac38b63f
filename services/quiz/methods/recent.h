// A bounded map of what was used recently, safe to use from many threads. The
// least recently used entry goes first.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace lyceum::quiz {

template <class Value>
class Recent {
 public:
  // `limit` entries at most; 1 or more.
  explicit Recent(size_t limit) : limit_(limit) {}

  // Null on a miss.
  std::shared_ptr<const Value> Find(absl::string_view key) {
    absl::MutexLock lock(&mutex_);
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front().second;
  }

  // Keeps what is there if the key is known: values of one key are equal.
  void Put(std::string key, std::shared_ptr<const Value> value) {
    absl::MutexLock lock(&mutex_);
    if (places_.contains(key)) return;
    entries_.emplace_front(std::move(key), std::move(value));
    places_[entries_.front().first] = entries_.begin();
    if (entries_.size() <= limit_) return;
    places_.erase(entries_.back().first);
    entries_.pop_back();
  }

 private:
  using Entries = std::list<std::pair<std::string, std::shared_ptr<const Value>>>;

  const size_t limit_;
  absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
  // The keys are those of the list, whose nodes do not move.
  absl::flat_hash_map<absl::string_view, typename Entries::iterator> places_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::quiz
