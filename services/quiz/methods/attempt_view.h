// An attempt as its learner may see it.
#pragma once

#include <vector>

#include "lyceum/quiz/v1/attempt.pb.h"
#include "lyceum/quiz/v1/paper.pb.h"
#include "services/quiz/methods/published.h"
#include "services/quiz/store/attempts.h"
#include "services/quiz/store/responses.h"

namespace lyceum::quiz {

// Without items.
v1::Attempt AttemptSummary(const StoredAttempt& attempt);

// With items in the order of `paper`, the attempt's own; marks only where the
// policy shows them by now.
v1::Attempt AttemptView(const StoredAttempt& attempt, const PublishedQuiz& published, const v1::Paper& paper,
                        const std::vector<StoredResponse>& responses);

// The state of one answered item.
v1::ItemState ItemView(const StoredAttempt& attempt, const PublishedQuiz& published, const StoredResponse& response);

}  // namespace lyceum::quiz
