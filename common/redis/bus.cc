#include "common/redis/bus.h"

#include <string>
#include <utility>
#include <vector>

#include "common/redis/listeners.h"
#include "common/redis/subscriber.h"

namespace lyceum::redis {
namespace {

// One process, no Redis: nothing can be missed.
class LocalBus final : public Bus {
 public:
  absl::Status Publish(absl::string_view channel, absl::string_view message) override {
    listeners_.Deliver(channel, message);
    return absl::OkStatus();
  }

  std::unique_ptr<Subscription> Subscribe(absl::string_view channel, OnMessage on_message, OnGap on_gap) override {
    auto subscription = listeners_.Add(channel, std::move(on_message), std::move(on_gap));
    listeners_.TellLive(channel, 1);
    return subscription;
  }

 private:
  Listeners listeners_{[] {}};
};

// A channel lives on the node that owns its name.
class RedisBus final : public Bus {
 public:
  RedisBus(Nodes& nodes, BusOptions options) : nodes_(nodes) {
    for (size_t i = 0; i < nodes.size(); ++i) {
      const Connection& node = nodes.node(i);
      subscribers_.push_back(std::make_unique<Subscriber>(node.address(), node.options(), options));
    }
  }

  absl::Status Publish(absl::string_view channel, absl::string_view message) override {
    return nodes_.For(channel).Send({"PUBLISH", std::string(channel), std::string(message)});
  }

  std::unique_ptr<Subscription> Subscribe(absl::string_view channel, OnMessage on_message, OnGap on_gap) override {
    return subscribers_[nodes_.IndexFor(channel)]->listeners().Add(channel, std::move(on_message), std::move(on_gap));
  }

 private:
  Nodes& nodes_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
};

}  // namespace

std::unique_ptr<Bus> MakeBus(Nodes* nodes, BusOptions options) {
  if (nodes == nullptr) return std::make_unique<LocalBus>();
  return std::make_unique<RedisBus>(*nodes, options);
}

}  // namespace lyceum::redis
