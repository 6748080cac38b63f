// One Redis server, shared by all threads of a process. A single I/O thread
// writes whatever is pending in one go and matches the replies, so that many
// callers share one socket and one system call.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "common/redis/address.h"
#include "common/redis/breaker.h"
#include "common/redis/reply.h"
#include "common/redis/wire.h"

namespace lyceum::redis {

struct ConnectionOptions {
  std::chrono::milliseconds connect_timeout{200};
  std::chrono::milliseconds command_timeout{50};  // from Call to reply, queueing and reconnecting included
  size_t max_pending = 10'000;                    // commands queued or in flight
  Breaker::Options breaker = {};
};

class Connection {
 public:
  // Connects in the background; never fails.
  Connection(Address address, ConnectionOptions options = {});
  // Commands still pending end with UNAVAILABLE.
  ~Connection();

  // Sends one command and waits for its reply. Arguments may hold any bytes.
  //   UNAVAILABLE          the breaker is open or the connection broke; the
  //                        command may or may not have run
  //   DEADLINE_EXCEEDED    no reply within command_timeout; the same
  //   RESOURCE_EXHAUSTED   max_pending commands are waiting already
  //   FAILED_PRECONDITION  Redis answered with an error
  absl::StatusOr<Reply> Call(std::vector<std::string> arguments);

  // The same without waiting: at most once, outcome unknown. Runs before any
  // later Call of this thread, if both are sent.
  absl::Status Send(std::vector<std::string> arguments);

  // False while the breaker is open: every call fails at once.
  bool available() const { return !breaker_open_.load(std::memory_order_relaxed); }
  // Connections lost or not made, and commands that timed out.
  int64_t failures() const { return failures_.load(std::memory_order_relaxed); }

  // Why the last of them happened; OK if there was none. For logs.
  absl::Status last_failure() const;

  const Address& address() const { return address_; }
  const ConnectionOptions& options() const { return options_; }

 private:
  struct Command {
    std::vector<std::string> arguments;
    SteadyTime deadline;
    absl::StatusOr<Reply> result;
    absl::Notification done;
  };
  using Shared = std::shared_ptr<Command>;

  absl::StatusOr<Shared> Enqueue(std::vector<std::string> arguments);
  void Finish(Command& command, absl::StatusOr<Reply> result);

  // The I/O thread and what only it touches.
  void Loop();
  bool TakeQueued();
  void ConnectIfDue();
  void SendWaiting();
  void Wait();
  void ReadReplies();
  void ExpireWaiting();
  void Lose(const absl::Status& why);
  SteadyTime NextEvent() const;

  const Address address_;
  const ConnectionOptions options_;
  const int wake_fd_;
  std::atomic<bool> breaker_open_{false};
  std::atomic<int64_t> failures_{0};
  std::atomic<size_t> outstanding_{0};

  mutable absl::Mutex mutex_;
  absl::Status last_failure_ ABSL_GUARDED_BY(mutex_);
  std::vector<Shared> queued_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::unique_ptr<Wire> wire_;
  std::deque<Shared> waiting_;    // not sent yet
  std::deque<Shared> in_flight_;  // sent, in the order of their replies
  bool unwritten_ = false;        // the socket did not take all
  bool readable_ = false;
  Breaker breaker_;
  std::minstd_rand chance_{std::random_device{}()};
  std::thread thread_;
};

}  // namespace lyceum::redis
