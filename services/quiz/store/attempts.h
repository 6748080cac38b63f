// Where attempts and the responses to their items are kept. Functions run inside
// the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/attempt.pb.h"
#include "services/quiz/logic/attempt_rules.h"

namespace lyceum::quiz {

struct StoredAttempt {
  std::string tenant, id;  // 16 bytes
  std::string user, quiz;
  int64_t revision = 0;
  int64_t number = 0;
  uint64_t seed = 0;
  absl::Time started;
  Span span;  // InfiniteFuture: no time limit
  int64_t max_score = 0;
  // The rest changes once, at the end.
  v1::Attempt::State state = v1::Attempt::STATE_IN_PROGRESS;
  absl::Time finished = absl::InfiniteFuture();
  int64_t score = 0;
};

// ALREADY_EXISTS if one of this learner at this quiz is running, or has its number.
absl::Status InsertAttempt(sql::Transaction& t, const StoredAttempt& attempt);
// Nothing if there is none.
absl::StatusOr<std::optional<StoredAttempt>> LoadAttempt(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view id);
absl::StatusOr<std::optional<StoredAttempt>> RunningAttempt(sql::Transaction& t, absl::string_view tenant,
                                                            absl::string_view user, absl::string_view quiz);
// How many there are, running ones included.
absl::StatusOr<int64_t> CountAttempts(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                      absl::string_view quiz);
// Newest first, those older than the id `before`; "" begins. `quiz` "" is all.
absl::StatusOr<std::vector<StoredAttempt>> ListAttempts(sql::Transaction& t, absl::string_view tenant,
                                                        absl::string_view user, absl::string_view quiz,
                                                        absl::string_view before, int limit);
// Of attempts that are over, in the order they were started.
absl::StatusOr<std::vector<Score>> LoadScores(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                              absl::string_view quiz);
// Running ones whose time is up, of all tenants, longest overdue first.
absl::StatusOr<std::vector<StoredAttempt>> OverdueAttempts(sql::Transaction& t, absl::Time now, int limit);
// Writes state, finished and score. False if it was over already.
absl::StatusOr<bool> CloseAttempt(sql::Transaction& t, const StoredAttempt& attempt);

}  // namespace lyceum::quiz
