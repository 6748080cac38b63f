#include "services/lyceumctl/session_desk.h"

#include <poll.h>

#include <chrono>
#include <utility>

#include "services/lyceumctl/session_fate.h"

namespace lyceum::ctl {

absl::Duration SteadyNow() { return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()); }

bool WaitReadable(int fd, int also, absl::Duration most) {
  pollfd fds[2] = {{fd, POLLIN, 0}, {also, POLLIN, 0}};  // a negative one is left out
  if (poll(fds, 2, static_cast<int>(absl::ToInt64Milliseconds(most))) <= 0) return false;
  return fds[1].revents != 0;
}

HostDesk::HostDesk(Replicas& replicas, const quiz::v1::Session& session)
    : replicas_(replicas), stage_(session), watch_(replicas, session.name(), "") {}

SessionWatch::News HostDesk::Take() {
  SessionWatch::News news = watch_.Take();
  for (const auto& event : news.events) stage_.Apply(event, SteadyNow());
  return news;
}

absl::Status HostDesk::Do(quiz::v1::ControlSessionRequest action) {
  action.set_name(stage_.session().name());
  action.set_expected_seq(stage_.session().seq());
  ASSIGN_OR_RETURN(const auto response, replicas_.Call(&Replicas::Stub::ControlSession, std::move(action)));
  done_seq_ = response.session().seq();
  return absl::OkStatus();
}

absl::Status HostDesk::Advance(const AutoPlan& plan) {
  if (!Settled() || !StepIsDue(stage_, plan, SteadyNow())) return absl::OkStatus();
  const absl::Status status = Do(NextStep(stage_));
  return absl::IsAborted(status) || ErrorReason(status) == "WRONG_PHASE" ? absl::OkStatus() : status;
}

}  // namespace lyceum::ctl
