// Resume tokens of live sessions, kept between runs in lyceumctl's state folder
// ($XDG_STATE_HOME/lyceum, else ~/.local/state/lyceum), which only its owner
// reads.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lyceum::ctl {

// What was kept for the session; "" if nothing was.
std::string KeptTicket(absl::string_view session_name);

// FAILED_PRECONDITION if there is no place to keep it, or as WriteFile.
absl::Status KeepTicket(absl::string_view session_name, absl::string_view resume_token);

void DropTicket(absl::string_view session_name);

}  // namespace lyceum::ctl
