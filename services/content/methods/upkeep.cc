#include "services/content/methods/upkeep.h"

#include "common/base/log.h"
#include "common/sql/once.h"

namespace lyceum::content {

Upkeep::Upkeep(sql::Database& database, Clock& clock)
    : database_(database), clock_(clock), thread_([this] { Run(); }) {}

Upkeep::~Upkeep() {
  stopping_.Notify();
  thread_.join();
}

void Upkeep::Run() {
  do {
    const auto forgotten = sql::ForgetOldRequests(database_, clock_.Now());
    // Nothing depends on it having been done now: the next hour does it.
    if (!forgotten.ok()) log::Warning("request ids were not tidied up", {{"error", forgotten.status().ToString()}});
  } while (!stopping_.WaitForNotificationWithTimeout(absl::Hours(1)));
}

}  // namespace lyceum::content
