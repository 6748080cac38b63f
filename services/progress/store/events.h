// Remembers facts, each once, and keeps what is computed from them in step, in
// the same transaction.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "services/progress/logic/facts.h"

namespace lyceum::progress {

struct NewEvent {
  Fact fact;
  std::string data;  // the Event, serialized
};

// Records those events whose key the tenant does not know, adds them to the sums
// of their days and folds the answers into their topics. Of events with the same
// key the first counts. Returns those that were new, in the order of keys.
absl::StatusOr<std::vector<const NewEvent*>> RecordEvents(sql::Transaction& transaction, absl::string_view tenant,
                                 absl::Span<const NewEvent> events, absl::Time now);

// How many of the keys the tenant does not know; repeated ones count once.
absl::StatusOr<int> CountUnknown(sql::Transaction& transaction, absl::string_view tenant,
                                 absl::Span<const NewEvent> events);

// Computes the days and topics of one user again, from its events alone: the
// rows are the same as those that were kept in step.
absl::Status Rebuild(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user);

}  // namespace lyceum::progress
