// All live sessions of this process: keeps those that are watched or have an open
// item up to date, and runs the timers. Every replica does; the first append wins.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/redis/bus.h"
#include "common/sql/database.h"
#include "services/quiz/live/methods/live_session.h"
#include "services/quiz/methods/published.h"

namespace lyceum::quiz::live {

class Hub {
 public:
  // `bus` (may be null) carries hints between replicas; without it, or when it
  // loses one, the next round sees what is new.
  Hub(sql::Database& database, Clock& clock, PublishedQuizzes& published, redis::Bus* bus);

  // Up to date as of the last round, or of its first loading now. NOT_FOUND.
  absl::StatusOr<std::shared_ptr<LiveSession>> Get(const Key& key);

  // Something was appended by this process: take it in and tell the others.
  absl::Status Changed(LiveSession& live);

  // Appends inside the transaction, if the log is still where `state` is; false if
  // not. An event that closes an item learns how many answers there are, one that
  // opens one how long the participant with the most time has.
  absl::StatusOr<bool> Append(sql::Transaction& t, const LiveSession& live, const State& state,
                              std::vector<v1::LogEvent> events);

  // One round: refreshes, runs the timers that are due, and writes down the age of
  // open items. Returns when the next round should be at the latest.
  absl::StatusOr<absl::Duration> Round();

 private:
  struct Held {
    std::shared_ptr<LiveSession> live;
    absl::Duration used;  // on the steady clock
  };
  absl::StatusOr<std::shared_ptr<LiveSession>> Load(const Key& key);
  // The age of an open item, as it is to be written down.
  struct Aged {
    std::shared_ptr<LiveSession> live;
    State state;
    int64_t age_micros;
  };
  absl::Status RunTimer(const std::shared_ptr<LiveSession>& live, absl::Duration& next, std::vector<Aged>& aged);
  absl::Status RecordAges(const std::vector<Aged>& aged);
  std::vector<std::shared_ptr<LiveSession>> Busy(const std::vector<Key>& open);

  sql::Database& database_;
  Clock& clock_;
  PublishedQuizzes& published_;
  redis::Bus* const bus_;
  absl::Mutex mutex_;
  std::map<Key, Held> held_ ABSL_GUARDED_BY(mutex_);
};

// The thread that runs the rounds of a hub, and is woken by hints.
class HubRounds {
 public:
  HubRounds(Hub& hub, redis::Bus* bus);
  ~HubRounds();

 private:
  void Loop();
  void Nudge();

  Hub& hub_;
  absl::Mutex mutex_;
  bool nudged_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
  std::unique_ptr<redis::Subscription> hints_;
};

}  // namespace lyceum::quiz::live
