// Taking part in a live session from the terminal.
#pragma once

#include <string>

#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

struct JoinOptions {
  // 8 digits, spaces and dashes between them allowed; or a session (sessions/...).
  std::string pin;
  // Shown to others; empty: it is asked for, or the user's name where nobody can
  // be asked.
  std::string nickname;
  // HOST:PORT of each, between commas; empty: the one of --quiz.
  std::string replicas;
  // One of the session's teams, and the code on its host's screen, where it has
  // them; empty: asked for on a terminal.
  std::string team, join_code;
  // Not as the one who took part from here before.
  bool as_new = false;
};

// Until the session has ended or has removed this participant. Shows each
// question and takes lines of standard input as answers (answers.h): on a
// terminal while the question is open, the last of them counts if the session
// allows changes; else one line a question. With --json: each SessionEvent, in a
// line.
absl::Status TakePart(Session& session, const JoinOptions& options);

}  // namespace lyceum::ctl
