// Single flight: of all threads that want a key at the same time, one does the
// work and the others get its result.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/redis/cache.h"

namespace lyceum::redis {

struct Flight {
  absl::Notification landed;
  absl::StatusOr<Bytes> result;  // valid once landed
  // The key was dropped meanwhile: the result may be old and must not be kept.
  std::atomic<bool> dropped{false};
};

class Flights {
 public:
  // The flight of `key`, and true if the caller has to fly it and Land it.
  std::pair<std::shared_ptr<Flight>, bool> Board(absl::string_view key) {
    absl::MutexLock lock(&mutex_);
    auto& flight = flights_[key];
    if (flight != nullptr) return {flight, false};
    flight = std::make_shared<Flight>();
    return {flight, true};
  }

  void Land(absl::string_view key, const std::shared_ptr<Flight>& flight, absl::StatusOr<Bytes> result) {
    {
      absl::MutexLock lock(&mutex_);
      const auto it = flights_.find(key);
      if (it != flights_.end() && it->second == flight) flights_.erase(it);
    }
    flight->result = std::move(result);
    flight->landed.Notify();
  }

  // Whoever asks from now on starts a new flight.
  void Drop(absl::string_view key) {
    absl::MutexLock lock(&mutex_);
    const auto it = flights_.find(key);
    if (it == flights_.end()) return;
    it->second->dropped = true;
    flights_.erase(it);
  }

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Flight>> flights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::redis
