// Decides when a connection may be tried and whether calls may wait for it: a
// circuit breaker with jittered exponential backoff. Pure: time and chance are
// arguments. Not thread-safe.
#pragma once

#include <chrono>

namespace lyceum::redis {

using SteadyTime = std::chrono::steady_clock::time_point;

class Breaker {
 public:
  struct Options {
    int failures = 5;  // this many in a row open the breaker
    std::chrono::milliseconds min_backoff{50};
    std::chrono::milliseconds max_backoff{2000};
  };

  explicit Breaker(Options options) : options_(options) {}

  // A connect or a command failed or timed out. `chance` in [0, 1) spreads the
  // next attempt over the second half of the backoff. The first failure in a
  // row is retried at once: servers do restart.
  void Failed(SteadyTime now, double chance);

  // The server answered a probe. An open breaker becomes half-open: calls may
  // pass, and one more failure opens it again.
  void Probed();

  // The server answered a command: all is forgiven.
  void Succeeded() { failures_ = 0; }

  // While open every call is refused at once.
  bool open() const { return failures_ >= options_.failures; }
  SteadyTime next_attempt() const { return next_attempt_; }

 private:
  const Options options_;
  int failures_ = 0;
  SteadyTime next_attempt_{};
};

}  // namespace lyceum::redis
