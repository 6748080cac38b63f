// Time as an argument: whoever needs to know the time is given a Clock.
#pragma once

#include <chrono>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace lyceum {

class Clock {
 public:
  virtual ~Clock() = default;
  // The time of day. It may be off, and jump.
  virtual absl::Time Now() = 0;
  // Time since some moment; never jumps. For spans within this process.
  virtual absl::Duration Steady() = 0;
};

class RealClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
  absl::Duration Steady() override {
    return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  }
};

// Stands still until told otherwise.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now) : now_(now) {}
  absl::Time Now() override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  absl::Duration Steady() override {
    absl::MutexLock lock(&mutex_);
    return steady_;
  }
  void Advance(absl::Duration duration) {
    absl::MutexLock lock(&mutex_);
    now_ += duration;
    steady_ += duration;
  }
  // Somebody sets the time of day.
  void Jump(absl::Duration duration) {
    absl::MutexLock lock(&mutex_);
    now_ += duration;
  }

 private:
  absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  absl::Duration steady_ ABSL_GUARDED_BY(mutex_) = absl::Hours(1);
};

}  // namespace lyceum
