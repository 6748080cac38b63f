// Work that is done again and again while nobody calls.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace lyceum {

class Periodic {
 public:
  // Runs `work` on a thread of its own, at once and then every `period`, until
  // destroyed; the destructor waits for the run in progress. A failure is
  // logged as "`what` failed" and nothing more: the next run tries again.
  Periodic(absl::Duration period, std::string what, std::function<absl::Status()> work);
  ~Periodic();

 private:
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace lyceum
