// The facts progress lives on. They are written to the outbox in the transaction
// that makes them true, under ids that follow from attempt and item, so that
// whatever is sent twice is counted once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "common/sql/outbox.h"
#include "services/quiz/methods/published.h"
#include "services/quiz/store/attempts.h"
#include "services/quiz/store/responses.h"

namespace lyceum::quiz {

inline constexpr absl::string_view kProgressTopic = "progress";

absl::Status TellStarted(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published);
// The item's mark is final. `AnsweredEvent` is what TellAnswered writes: nothing
// about an item that is not graded.
absl::Status TellAnswered(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published,
                          const StoredResponse& response, int64_t mark);
std::optional<sql::OutboxEvent> AnsweredEvent(const StoredAttempt& attempt, const PublishedQuiz& published,
                                              const StoredResponse& response, int64_t mark);
// `attempt` has its score.
absl::Status TellFinished(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published);

// tenants/{tenant}/users/{user}/attempts/{attempt}
std::string AttemptName(const StoredAttempt& attempt);

}  // namespace lyceum::quiz
