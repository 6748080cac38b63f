// The responses of attempts, one row an item. Saving and submitting are one
// statement each: it checks the attempt's state and the row's in passing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "lyceum/quiz/v1/attempt.pb.h"

namespace lyceum::quiz {

struct StoredResponse {
  int64_t item = 0;  // its place in the revision
  v1::ItemState::State state = v1::ItemState::STATE_UNSPECIFIED;
  std::string response;  // serialized
  int64_t mark = 0;      // 0 while it is only saved
  absl::Duration time_spent;
  absl::Time updated;
};

// A response on its way into the table.
struct NewResponse {
  absl::string_view tenant;
  absl::string_view attempt;
  const StoredResponse* row = nullptr;
  // Takes the place of a submitted one, too.
  bool replace = false;
  // Set by WriteResponses.
  bool written = false;
};

// Writes the rows whose attempt is running and whose item is not submitted, and
// says which were written. All of one `replace`, each attempt and item once.
absl::Status WriteResponses(sql::Transaction& t, absl::Span<NewResponse* const> responses);

absl::StatusOr<std::optional<StoredResponse>> LoadResponse(sql::Transaction& t, absl::string_view tenant,
                                                           absl::string_view attempt, int64_t item);
// By item.
absl::StatusOr<std::vector<StoredResponse>> LoadResponses(sql::Transaction& t, absl::string_view tenant,
                                                          absl::string_view attempt);

// A saved response becomes a submitted one with this mark.
absl::Status GradeSaved(sql::Transaction& t, absl::string_view tenant, absl::string_view attempt, int64_t item,
                        int64_t mark);

}  // namespace lyceum::quiz
