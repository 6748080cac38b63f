// From where a live session is hosted: its stream, what it comes to, and the
// controls.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/lyceumctl/session_replicas.h"
#include "services/lyceumctl/session_stage.h"
#include "services/lyceumctl/session_watch.h"

namespace lyceum::ctl {

// A clock that only goes forward, at the speed of time.
absl::Duration SteadyNow();

// Waits until `fd` or `also` (if it is not negative) is readable, but not longer
// than `most`. True if `also` is.
bool WaitReadable(int fd, int also, absl::Duration most);

class HostDesk {
 public:
  // `replicas` must outlive the desk.
  HostDesk(Replicas& replicas, const quiz::v1::Session& session);

  int fd() const { return watch_.fd(); }
  const Stage& stage() const { return stage_; }

  // What has come; the stage has it. `over` and `trouble` as SessionWatch.
  SessionWatch::News Take();

  // Does it, as of what the stage shows; name and expected_seq are filled in. OK
  // means that the events it made will come. ABORTED if the session has changed
  // since, FAILED_PRECONDITION if it does not fit.
  absl::Status Do(quiz::v1::ControlSessionRequest action);

  // The stage shows all that was done here.
  bool Settled() const { return stage_.session().seq() >= done_seq_; }

  // Takes the next step if it is due. That another change came first is no error:
  // the step is looked at again.
  absl::Status Advance(const AutoPlan& plan);

 private:
  Replicas& replicas_;
  Stage stage_;
  SessionWatch watch_;
  int64_t done_seq_ = 0;
};

}  // namespace lyceum::ctl
