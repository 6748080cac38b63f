// The way into a live session: finding it by its PIN, and what it asks of those who
// want in.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/session_join.h"
#include "services/lyceumctl/session_replicas.h"

namespace lyceum::ctl {

// The session's name; `pin` as in JoinOptions. Says its title.
absl::StatusOr<std::string> FindSession(Session& session, Replicas& replicas, const std::string& pin);

// Comes back with what was kept of an earlier time, or joins: does the work the
// session asks for, and asks on a terminal for a nickname, the join code and the
// team if the options do not say them. Errors are the service's.
absl::StatusOr<quiz::v1::JoinSessionResponse> Enter(Session& session, Replicas& replicas, const std::string& name,
                                                    const JoinOptions& options);

}  // namespace lyceum::ctl
