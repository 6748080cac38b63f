// Reads of what was computed from events.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "services/progress/logic/buckets.h"
#include "services/progress/logic/facts.h"

namespace lyceum::progress {

// The sums of each day and subject in [first, last], in that order.
absl::StatusOr<std::vector<DayTotals>> ListDays(sql::Transaction& transaction, absl::string_view tenant,
                                                absl::string_view user, Day first, Day last);

// All days with events, ascending.
absl::StatusOr<std::vector<Day>> ListActiveDays(sql::Transaction& transaction, absl::string_view tenant,
                                                absl::string_view user);

struct TopicRow {
  std::string topic;
  TopicState state;
};

struct TopicQuery {
  absl::string_view tenant, user;
  absl::string_view below;     // this topic and those below it; "" for all
  bool weakest_first = false;  // by mean, then topic; else by topic in byte order
  // Starts after this row; `after_topic` "" for the beginning.
  int64_t after_mean = 0;
  absl::string_view after_topic;
  int limit = 0;
};

absl::StatusOr<std::vector<TopicRow>> ListTopics(sql::Transaction& transaction, const TopicQuery& query);

// All topics of the query, whatever its place and limit, as one: their sums, evidence
// included, and the time of the last answer. Nothing but zeros if there is none.
absl::StatusOr<TopicState> SumTopics(sql::Transaction& transaction, const TopicQuery& query);

}  // namespace lyceum::progress
