// The rules of an attempt: what may be done when, what is shown when, and how
// several attempts become one grade. Time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lyceum/quiz/v1/attempt.pb.h"
#include "lyceum/quiz/v1/policy.pb.h"

namespace lyceum::quiz {

// When an attempt that starts at `start` is due, and when it stops taking
// answers (the grace later). InfiniteFuture without a time limit.
struct Span {
  absl::Time deadline = absl::InfiniteFuture();
  absl::Time closes = absl::InfiniteFuture();
};
Span SpanOf(const v1::QuizPolicy& policy, absl::Time start);

// From this moment on the attempt is over, whether or not anybody finished it.
// An answer that arrives at `closes` itself is still in time.
bool IsOverdue(absl::Time closes, absl::Time now);

// OK while answers are taken. FAILED_PRECONDITION: ATTEMPT_OVER if it was
// finished, DEADLINE_PASSED if time is up.
absl::Status MayAnswer(v1::Attempt::State state, absl::Time closes, absl::Time now);

// FAILED_PRECONDITION (NO_ATTEMPTS_LEFT) if `made` attempts are all there are.
absl::Status MayStart(const v1::QuizPolicy& policy, int64_t made);

// Whether a submitted response may be replaced: never where its answer has been
// shown.
bool MayChange(const v1::QuizPolicy& policy);

// Whether items take several steps: any behaviour but deferred and immediate.
bool TakesSteps(const v1::QuizPolicy& policy);

// Whether the learner may know mark and answer of an item by now.
bool MayReveal(const v1::QuizPolicy& policy, v1::Attempt::State attempt, v1::ItemState::State item);

// OK if the learner may see the review. FAILED_PRECONDITION: ATTEMPT_IN_PROGRESS
// or REVIEW_CLOSED. `teacher` sees it in spite of the policy, not of the state.
absl::Status MayReview(const v1::QuizPolicy& policy, v1::Attempt::State attempt, bool teacher);

struct Score {
  int64_t score = 0;
  int64_t max_score = 0;
};

// The grade over the attempts that are over, in the order they were started, in
// micro-points of `max_score`: each is scaled to it, halves up; so is the average.
// Nothing if there are none.
std::optional<int64_t> GradeOverAttempts(v1::QuizPolicy::Grading grading, const std::vector<Score>& attempts,
                                         int64_t max_score);

}  // namespace lyceum::quiz
