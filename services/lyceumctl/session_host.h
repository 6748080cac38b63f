// Hosting a live session from the terminal.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/session_replicas.h"

namespace lyceum::ctl {

struct HostOptions {
  // A quiz, for a new session, or a session (sessions/...), to go on with it.
  std::string what;
  // HOST:PORT of each, between commas; empty: the one of --quiz.
  std::string replicas;
  // SessionSettings in JSON, a file; empty for none.
  std::string settings;
  // Of each question, such as "20s"; empty: as the settings say.
  std::string time_limit;
  // Seconds that the lobby and each reveal stay before the session goes on by
  // itself; negative: the host's keys decide.
  double by_itself = -1;
  // With by_itself: who must have joined before the first question.
  int participants = 1;
};

// The settings of a file in JSON, "" for none, with a time limit, "" for the
// settings' own. INVALID_ARGUMENT for what cannot be read.
absl::StatusOr<quiz::v1::SessionSettings> ReadSessionSettings(const std::string& file, const std::string& time_limit);

// The session that `what` names, or a new one of the quiz that it names.
absl::StatusOr<quiz::v1::Session> OpenSession(Session& session, Replicas& replicas, const std::string& what,
                                              const quiz::v1::SessionSettings& settings);

// Until the session has ended, or the host leaves it. A full screen on a
// terminal; else a line for each event, and keys from lines of standard input.
// With --json: the Session, then each SessionEvent, in a line.
absl::Status HostSession(Session& session, const HostOptions& options);

}  // namespace lyceum::ctl
