// How the items of an attempt stand, by the steps that are stored.
#pragma once

#include <cstdint>
#include <vector>

#include "lyceum/quiz/v1/attempt.pb.h"
#include "services/quiz/behaviour/behaviour.h"
#include "services/quiz/methods/published.h"
#include "services/quiz/store/attempts.h"
#include "services/quiz/store/steps.h"

namespace lyceum::quiz {

// Whether this item takes several steps: the policy says so, and it is graded.
bool TakesSteps(const PublishedQuiz& published, int64_t item);

// A stored step as behaviours see it. Responses are those that were checked when they came.
Step StepOf(const PublishedQuiz& published, const StoredStep& stored);

// Of the steps of `item` among `steps`; with `finished` as the end of the attempt leaves it.
Standing StandingOf(const PublishedQuiz& published, int64_t item, const std::vector<StoredStep>& steps, bool finished);

// Sets the progress of each item in the view that takes several steps.
void ShowProgress(const StoredAttempt& attempt, const PublishedQuiz& published, const std::vector<StoredStep>& steps,
                  v1::Attempt& view);

}  // namespace lyceum::quiz
