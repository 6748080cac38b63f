// What must happen while nobody calls: attempts whose time is up are ended, and
// old request ids are forgotten.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "services/quiz/methods/attempts.h"

namespace lyceum::quiz {

class Upkeep {
 public:
  // Looks for overdue attempts every `period`, for old request ids every hour.
  // The arguments must outlive it.
  Upkeep(sql::Database& database, Clock& clock, Attempts& attempts, absl::Duration period = absl::Seconds(2));
  // Waits for the work in progress.
  ~Upkeep();

 private:
  void EndOverdue();
  void ForgetRequests();

  sql::Database& database_;
  Clock& clock_;
  Attempts& attempts_;
  absl::Time forgot_ = absl::InfinitePast();
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace lyceum::quiz
