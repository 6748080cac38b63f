// Publish and subscribe between the replicas of a service. A hint, not a log:
// a message arrives at most once, and those sent while the connection was down
// are lost. Whoever needs all looks into the database when told of a gap.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/redis/nodes.h"

namespace lyceum::redis {

struct BusOptions {
  std::chrono::milliseconds ping_interval{1000};  // a silent connection is asked whether it lives
  std::chrono::milliseconds ping_timeout{1000};   // and given up after this
};

// Ends its subscription when destroyed; after that no callback of it runs. Must
// not be destroyed inside that callback, nor after the bus.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class Bus {
 public:
  virtual ~Bus() = default;

  using OnMessage = std::function<void(absl::string_view message)>;
  using OnGap = std::function<void()>;

  // Sends to every subscriber of the channel in every process. Returns as soon
  // as it is queued. UNAVAILABLE if Redis is known to be down.
  virtual absl::Status Publish(absl::string_view channel, absl::string_view message) = 0;

  // `on_message` runs on the bus's thread, one at a time for each channel: it
  // must be quick. `on_gap` (may be null) runs there too, each time that the
  // subscription has become live, first or again: what was published before
  // may have been missed, so read what you need then.
  virtual std::unique_ptr<Subscription> Subscribe(absl::string_view channel, OnMessage on_message, OnGap on_gap) = 0;
};

// `nodes` may be null: then the bus connects the threads of this process.
// `nodes` must outlive the bus.
std::unique_ptr<Bus> MakeBus(Nodes* nodes, BusOptions options = {});

}  // namespace lyceum::redis
