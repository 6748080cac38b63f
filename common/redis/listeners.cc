#include "common/redis/listeners.h"

#include <algorithm>
#include <utility>

namespace lyceum::redis {

class Listeners::Ticket final : public Subscription {
 public:
  Ticket(Listeners& listeners, std::string channel, Shared listener)
      : listeners_(listeners), channel_(std::move(channel)), listener_(std::move(listener)) {}
  ~Ticket() override { listeners_.Remove(channel_, listener_); }

 private:
  Listeners& listeners_;
  const std::string channel_;
  const Shared listener_;
};

std::unique_ptr<Subscription> Listeners::Add(absl::string_view channel, Bus::OnMessage on_message, Bus::OnGap on_gap) {
  auto listener = std::make_shared<Listener>();
  listener->on_message = std::move(on_message);
  listener->on_gap = std::move(on_gap);
  {
    absl::MutexLock lock(&mutex_);
    listeners_[channel].push_back(listener);
  }
  changed_();
  return std::make_unique<Ticket>(*this, std::string(channel), std::move(listener));
}

void Listeners::Remove(const std::string& channel, const Shared& listener) {
  {
    absl::MutexLock lock(&listener->mutex);
    listener->active = false;
  }
  {
    absl::MutexLock lock(&mutex_);
    auto& all = listeners_[channel];
    all.erase(std::remove(all.begin(), all.end(), listener), all.end());
    if (all.empty()) listeners_.erase(channel);
  }
  changed_();
}

std::vector<std::string> Listeners::Channels() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> channels;
  for (const auto& [channel, unused] : listeners_) channels.push_back(channel);
  return channels;
}

std::vector<Listeners::Shared> Listeners::Of(absl::string_view channel) const {
  absl::MutexLock lock(&mutex_);
  const auto it = listeners_.find(channel);
  return it == listeners_.end() ? std::vector<Shared>() : it->second;
}

void Listeners::Deliver(absl::string_view channel, absl::string_view message) const {
  for (const Shared& listener : Of(channel)) {
    absl::MutexLock lock(&listener->mutex);
    if (listener->active) listener->on_message(message);
  }
}

void Listeners::TellLive(absl::string_view channel, int64_t epoch) const {
  for (const Shared& listener : Of(channel)) {
    absl::MutexLock lock(&listener->mutex);
    if (!listener->active || listener->told >= epoch) continue;
    listener->told = epoch;
    if (listener->on_gap != nullptr) listener->on_gap();
  }
}

}  // namespace lyceum::redis
