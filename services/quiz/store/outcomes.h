// What came of attempts at a revision, for its statistics. Functions run inside the caller's transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/sql/database.h"

namespace lyceum::quiz {

struct AttemptOver {
  std::string id;  // 16 bytes
  int64_t score = 0;
};

// By id, those after `after`; "" begins. With `first_only` those that were their learner's first at the quiz.
absl::StatusOr<std::vector<AttemptOver>> ListAttemptsOver(sql::Transaction& t, absl::string_view tenant,
                                                          absl::string_view quiz, int64_t revision, bool first_only,
                                                          absl::string_view after, int limit);

// A submitted response; the views are good during the call.
struct GradedAnswer {
  absl::string_view attempt;
  int64_t item = 0;
  absl::string_view response;  // serialized
  int64_t mark = 0;
};

// Those of all these attempts, in no order.
absl::Status ReadAnswers(sql::Transaction& t, absl::string_view tenant, absl::Span<const AttemptOver> attempts,
                         absl::FunctionRef<void(const GradedAnswer&)> on_answer);

}  // namespace lyceum::quiz
