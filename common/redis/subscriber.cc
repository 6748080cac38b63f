#include "common/redis/subscriber.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace lyceum::redis {
namespace {

SteadyTime Now() { return std::chrono::steady_clock::now(); }

}  // namespace

Subscriber::Subscriber(Address address, ConnectionOptions connection, BusOptions options)
    : address_(std::move(address)),
      connection_(connection),
      options_(options),
      wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      listeners_([this] {
        changed_ = true;
        eventfd_write(wake_fd_, 1);
      }),
      breaker_(connection.breaker),
      thread_([this] { Loop(); }) {}

Subscriber::~Subscriber() {
  stopping_ = true;
  eventfd_write(wake_fd_, 1);
  thread_.join();
  close(wake_fd_);
}

void Subscriber::Loop() {
  while (!stopping_) {
    if (wire_ == nullptr) ConnectIfDue();
    if (wire_ != nullptr && changed_.exchange(false)) SyncChannels();
    if (wire_ != nullptr) KeepAlive();
    Wait();
    if (wire_ != nullptr && readable_) Read();
  }
}

void Subscriber::ConnectIfDue() {
  if (Now() < breaker_.next_attempt()) return;
  auto wire = Wire::Connect(address_, connection_.connect_timeout);
  if (!wire.ok()) return Lose();
  wire_ = *std::move(wire);
  subscribed_.clear();
  awaited_.clear();
  changed_ = true;
  ++epoch_;
  unwritten_ = pinged_ = false;
  last_heard_ = Now();
  breaker_.Succeeded();
}

// Listeners hear that they are live when Redis confirms the channel, or at once
// where it is confirmed already.
void Subscriber::SyncChannels() {
  const std::vector<std::string> channels = listeners_.Channels();
  const std::set<std::string> wanted(channels.begin(), channels.end());
  for (const std::string& channel : wanted) {
    if (subscribed_.insert(channel).second) {
      wire_->Append({"SUBSCRIBE", channel});
      ++awaited_[channel];
    } else if (awaited_[channel] == 0) {
      listeners_.TellLive(channel, epoch_);
    }
  }
  for (auto it = subscribed_.begin(); it != subscribed_.end();) {
    if (wanted.count(*it) != 0) {
      ++it;
      continue;
    }
    wire_->Append({"UNSUBSCRIBE", *it});
    if (awaited_[*it] == 0) awaited_.erase(*it);
    it = subscribed_.erase(it);
  }
  const auto written = wire_->Flush();
  if (!written.ok()) return Lose();
  unwritten_ = !*written;
}

void Subscriber::KeepAlive() {
  const auto silent = Now() - last_heard_;
  if (pinged_ && silent >= options_.ping_interval + options_.ping_timeout) return Lose();
  if (pinged_ || silent < options_.ping_interval) return;
  wire_->Append({"PING"});
  pinged_ = true;
  const auto written = wire_->Flush();
  if (!written.ok()) return Lose();
  unwritten_ = !*written;
}

void Subscriber::Wait() {
  SteadyTime until = breaker_.next_attempt();
  pollfd fds[2] = {{wake_fd_, POLLIN, 0}, {-1, 0, 0}};
  if (wire_ != nullptr) {
    fds[1].fd = wire_->fd();
    fds[1].events = static_cast<int16_t>(POLLIN | (unwritten_ ? POLLOUT : 0));
    until = last_heard_ + options_.ping_interval + (pinged_ ? options_.ping_timeout : std::chrono::milliseconds(0));
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Now());
  poll(fds, 2, static_cast<int>(std::max<int64_t>(left.count(), 0)));
  eventfd_t ignored;
  if (fds[0].revents != 0) eventfd_read(wake_fd_, &ignored);
  readable_ = (fds[1].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
}

void Subscriber::Read() {
  if (!wire_->Fill().ok()) return Lose();
  last_heard_ = Now();
  pinged_ = false;
  for (;;) {
    auto next = wire_->Next();
    if (!next.ok()) return Lose();
    if (!next->has_value()) return;
    if (!(**next).ok()) return Lose();  // for example no permission for the channel
    Dispatch(***next);
  }
}

void Subscriber::Dispatch(const Reply& reply) {
  if (reply.items.size() != 3) return;  // PONG
  const std::string& kind = reply.items[0].text;
  if (kind == "message") listeners_.Deliver(reply.items[1].text, reply.items[2].text);
  if (kind != "subscribe") return;
  const std::string& channel = reply.items[1].text;
  if (--awaited_[channel] == 0 && subscribed_.count(channel) != 0) listeners_.TellLive(channel, epoch_);
}

void Subscriber::Lose() {
  wire_.reset();
  breaker_.Failed(Now(), std::uniform_real_distribution<double>(0, 1)(chance_));
}

}  // namespace lyceum::redis
