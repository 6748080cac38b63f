// Turns recorded answers to quizzes into lines of the review log, in the
// transaction that records them: so each counts exactly once in both.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {

// A graded answer that was recorded just now.
struct Evidence {
  std::string key;     // of the event, unique in the tenant
  std::string user;
  std::string source;  // SourceOf its quiz and item
  Rating rating = Rating::kGood;
  Moment at;
  int64_t spent_us = 0;
};

// Appends a line for every card that has the answer's source, suspended ones too.
absl::Status AppendEvidence(sql::Transaction& t, absl::string_view tenant, absl::Span<const Evidence> answers,
                            absl::Time now);

}  // namespace lyceum::progress::memory
