// Taking a quiz in the terminal: from the start of the attempt to its score.
#pragma once

#include <string>

#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

struct TakeOptions {
  std::string quiz;
  // A file with answers (answers.h); standard input if empty. A sheet is also
  // read from standard input when that is not a terminal.
  std::string answers;
  // Leaves the attempt open at the end, to go on later.
  bool no_finish = false;
};

// Starts or resumes the attempt, asks what is not submitted yet, finishes, and
// prints score and review. With --json: one AttemptReview, without items where
// the policy keeps answers back.
absl::Status TakeQuiz(Session& session, const TakeOptions& options);

}  // namespace lyceum::ctl
