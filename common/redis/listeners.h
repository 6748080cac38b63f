// Who listens to which channel, within one process.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "common/redis/bus.h"

namespace lyceum::redis {

class Listeners {
 public:
  // `changed` runs after the set of channels has changed.
  explicit Listeners(std::function<void()> changed) : changed_(std::move(changed)) {}

  std::unique_ptr<Subscription> Add(absl::string_view channel, Bus::OnMessage on_message, Bus::OnGap on_gap);

  std::vector<std::string> Channels() const;
  void Deliver(absl::string_view channel, absl::string_view message) const;

  // Tells those listeners of the channel that have not been told since the
  // connection numbered `epoch` was made. Epochs grow from 1.
  void TellLive(absl::string_view channel, int64_t epoch) const;

 private:
  // Its mutex is held while a callback runs, so that a subscription that has
  // been taken out is silent.
  struct Listener {
    absl::Mutex mutex;
    bool active ABSL_GUARDED_BY(mutex) = true;
    int64_t told ABSL_GUARDED_BY(mutex) = 0;
    Bus::OnMessage on_message;
    Bus::OnGap on_gap;
  };
  using Shared = std::shared_ptr<Listener>;
  class Ticket;

  std::vector<Shared> Of(absl::string_view channel) const;
  void Remove(const std::string& channel, const Shared& listener);

  const std::function<void()> changed_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::vector<Shared>> listeners_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::redis
