// The steps taken at items of attempts with a behaviour of several steps: rows are added, none is changed. Functions
// run inside the caller's transaction.
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
#include "services/quiz/behaviour/behaviour.h"

namespace lyceum::quiz {

struct StoredStep {
  int64_t item = 0;    // its place in the revision
  int64_t number = 0;  // from 1
  Step::Action action = Step::Action::kSave;
  std::string response;  // serialized; empty if it brings none
  int64_t certainty = 0;
  // Of kGradeByHand: micro-points, and who gave them.
  std::optional<int64_t> mark;
  std::string comment, grader;
  absl::Time taken;
};

// ALREADY_EXISTS if the number is taken.
absl::Status InsertStep(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt,
                        const StoredStep& step);
// By item and number; `item` -1 means all.
absl::StatusOr<std::vector<StoredStep>> LoadSteps(sql::Transaction& t, absl::string_view tenant,
                                                  absl::string_view attempt, int64_t item = -1);

// The item's mark becomes this, and the score of the attempt, which is over, the sum of its marks.
absl::Status ReplaceMark(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt, int64_t item,
                         int64_t mark, absl::Time now);

}  // namespace lyceum::quiz
