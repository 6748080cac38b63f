#include "common/redis/connection.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace lyceum::redis {
namespace {

SteadyTime Now() { return std::chrono::steady_clock::now(); }

}  // namespace

Connection::Connection(Address address, ConnectionOptions options)
    : address_(std::move(address)),
      options_(options),
      wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      breaker_(options.breaker),
      thread_([this] { Loop(); }) {}

Connection::~Connection() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_fd_, 1);
  thread_.join();
  close(wake_fd_);
}

absl::StatusOr<Connection::Shared> Connection::Enqueue(std::vector<std::string> arguments) {
  if (!available()) return absl::UnavailableError(absl::StrCat("Redis ", address_.Name(), " is down"));
  if (outstanding_.fetch_add(1, std::memory_order_relaxed) >= options_.max_pending) {
    outstanding_.fetch_sub(1, std::memory_order_relaxed);
    return absl::ResourceExhaustedError(absl::StrCat("Redis: max_pending is ", options_.max_pending));
  }
  auto command = std::make_shared<Command>();
  command->arguments = std::move(arguments);
  bool first = false;
  {
    absl::MutexLock lock(&mutex_);
    // Under the lock, so that the queue is in the order of its deadlines.
    command->deadline = Now() + options_.command_timeout;
    first = queued_.empty();
    queued_.push_back(command);
  }
  if (first) eventfd_write(wake_fd_, 1);
  return command;
}

absl::StatusOr<Reply> Connection::Call(std::vector<std::string> arguments) {
  absl::StatusOr<Shared> command = Enqueue(std::move(arguments));
  if (!command.ok()) return command.status();
  // The I/O thread may itself be held up in a connect: do not wait for it.
  if (!(*command)->done.WaitForNotificationWithTimeout(absl::FromChrono(options_.command_timeout))) {
    return absl::DeadlineExceededError("Redis: no reply in time");
  }
  return std::move((*command)->result);
}

absl::Status Connection::Send(std::vector<std::string> arguments) { return Enqueue(std::move(arguments)).status(); }

absl::Status Connection::last_failure() const {
  absl::MutexLock lock(&mutex_);
  return last_failure_;
}

void Connection::Finish(Command& command, absl::StatusOr<Reply> result) {
  outstanding_.fetch_sub(1, std::memory_order_relaxed);
  command.result = std::move(result);
  command.done.Notify();
}

void Connection::Loop() {
  while (TakeQueued()) {
    if (wire_ == nullptr) ConnectIfDue();
    ExpireWaiting();
    if (wire_ != nullptr) SendWaiting();
    Wait();
    if (wire_ != nullptr && readable_) ReadReplies();
    if (!in_flight_.empty() && Now() >= in_flight_.front()->deadline) {
      Lose(absl::DeadlineExceededError("Redis: no reply in time"));
    }
  }
  const absl::Status why = absl::UnavailableError("Redis: the connection is being closed");
  for (const auto* commands : {&in_flight_, &waiting_}) {
    for (const Shared& command : *commands) Finish(*command, why);
  }
}

bool Connection::TakeQueued() {
  absl::MutexLock lock(&mutex_);
  waiting_.insert(waiting_.end(), queued_.begin(), queued_.end());
  queued_.clear();
  return !stopping_;
}

void Connection::ConnectIfDue() {
  if (Now() < breaker_.next_attempt()) return;
  absl::StatusOr<std::unique_ptr<Wire>> wire = Wire::Connect(address_, options_.connect_timeout);
  if (!wire.ok()) return Lose(wire.status());
  wire_ = *std::move(wire);
  unwritten_ = false;
  breaker_.Probed();
  breaker_open_.store(breaker_.open(), std::memory_order_relaxed);
}

void Connection::ExpireWaiting() {
  const SteadyTime now = Now();
  const bool refused = breaker_.open();
  while (!waiting_.empty() && (refused || waiting_.front()->deadline <= now)) {
    Finish(*waiting_.front(), refused ? absl::UnavailableError("Redis is down")
                                      : absl::DeadlineExceededError("Redis: not connected in time"));
    waiting_.pop_front();
  }
}

void Connection::SendWaiting() {
  for (; !waiting_.empty(); waiting_.pop_front()) {
    wire_->Append(waiting_.front()->arguments);
    in_flight_.push_back(std::move(waiting_.front()));
  }
  const absl::StatusOr<bool> written = wire_->Flush();
  if (!written.ok()) return Lose(written.status());
  unwritten_ = !*written;
}

SteadyTime Connection::NextEvent() const {
  SteadyTime next = Now() + std::chrono::seconds(60);
  if (!in_flight_.empty()) next = std::min(next, in_flight_.front()->deadline);
  if (!waiting_.empty()) next = std::min(next, waiting_.front()->deadline);
  if (wire_ == nullptr) next = std::min(next, breaker_.next_attempt());
  return next;
}

void Connection::Wait() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(NextEvent() - Now());
  pollfd fds[2] = {{wake_fd_, POLLIN, 0}, {-1, 0, 0}};
  if (wire_ != nullptr) {
    fds[1].fd = wire_->fd();
    fds[1].events = static_cast<int16_t>(POLLIN | (unwritten_ ? POLLOUT : 0));
  }
  poll(fds, 2, static_cast<int>(std::max<int64_t>(left.count(), 0)));
  eventfd_t ignored;
  if (fds[0].revents != 0) eventfd_read(wake_fd_, &ignored);
  readable_ = (fds[1].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
}

void Connection::ReadReplies() {
  if (const absl::Status status = wire_->Fill(); !status.ok()) return Lose(status);
  for (;;) {
    auto next = wire_->Next();
    if (!next.ok()) return Lose(next.status());
    if (!next->has_value()) return;
    if (in_flight_.empty()) return Lose(absl::UnavailableError("Redis: a reply that nobody asked for"));
    breaker_.Succeeded();
    Finish(*in_flight_.front(), **std::move(next));
    in_flight_.pop_front();
  }
}

// The only way a connection ends: with everything that was in flight on it.
void Connection::Lose(const absl::Status& why) {
  failures_.fetch_add(1, std::memory_order_relaxed);
  {
    absl::MutexLock lock(&mutex_);
    last_failure_ = why;
  }
  wire_.reset();
  breaker_.Failed(Now(), std::uniform_real_distribution<double>(0, 1)(chance_));
  breaker_open_.store(breaker_.open(), std::memory_order_relaxed);
  for (const Shared& command : in_flight_) Finish(*command, why);
  in_flight_.clear();
}

}  // namespace lyceum::redis
