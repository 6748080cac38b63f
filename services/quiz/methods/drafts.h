// Drafts: how a quiz begins, and what follows from each change of it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "services/quiz/store/quizzes.h"

namespace lyceum::quiz {

// A new quiz out of an author's text, not stored yet: named `quiz_id`, or by the server where that is empty,
// completed and checked. INVALID_ARGUMENT with all violations.
absl::StatusOr<StoredQuiz> NewDraft(const Caller& caller, v1::Quiz quiz, const std::string& quiz_id, absl::Time now);

// The row is about to be written: its next version, and what follows from it.
void Touch(StoredQuiz& stored, absl::Time now);

}  // namespace lyceum::quiz
