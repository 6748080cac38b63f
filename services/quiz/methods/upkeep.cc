#include "services/quiz/methods/upkeep.h"

#include "common/base/log.h"
#include "common/sql/once.h"
#include "services/quiz/limits.h"

namespace lyceum::quiz {

Upkeep::Upkeep(sql::Database& database, Clock& clock, Attempts& attempts, absl::Duration period)
    : database_(database), clock_(clock), attempts_(attempts), thread_([this, period] {
        while (!stop_.WaitForNotificationWithTimeout(period)) {
          EndOverdue();
          ForgetRequests();
        }
      }) {}

Upkeep::~Upkeep() {
  stop_.Notify();
  thread_.join();
}

void Upkeep::EndOverdue() {
  absl::StatusOr<int> found = limits::kMaxOverdueBatch;
  // A full batch means that there may be more.
  while (found.ok() && *found == limits::kMaxOverdueBatch && !stop_.HasBeenNotified()) {
    found = attempts_.FinishOverdue();
  }
  if (!found.ok()) log::Warning("overdue attempts wait", {{"error", found.status().message()}});
}

void Upkeep::ForgetRequests() {
  const absl::Time now = clock_.Now();
  if (now - forgot_ < absl::Hours(1)) return;
  forgot_ = now;
  const auto forgotten = sql::ForgetOldRequests(database_, now);
  if (!forgotten.ok()) log::Warning("old request ids stay", {{"error", forgotten.status().message()}});
}

}  // namespace lyceum::quiz
