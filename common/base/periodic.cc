#include "common/base/periodic.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"

namespace lyceum {

Periodic::Periodic(absl::Duration period, std::string what, std::function<absl::Status()> work)
    : thread_([this, period, what = std::move(what), work = std::move(work)] {
        do {
          const absl::Status status = work();
          if (!status.ok()) log::Warning(absl::StrCat(what, " failed"), {{"error", status.ToString()}});
        } while (!stop_.WaitForNotificationWithTimeout(period));
      }) {}

Periodic::~Periodic() {
  stop_.Notify();
  thread_.join();
}

}  // namespace lyceum
