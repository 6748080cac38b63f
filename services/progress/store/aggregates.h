// The rows that are computed from events: sums of days and states of topics.
#pragma once

#include <map>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "services/progress/logic/facts.h"

namespace lyceum::progress {

// Adds to the sums that are there.
absl::Status AddToDays(sql::Transaction& transaction, absl::string_view tenant, const std::map<DayKey, Totals>& days);

// Replaces the states of these topics.
absl::Status PutTopics(sql::Transaction& transaction, absl::string_view tenant,
                       const std::map<TopicKey, TopicState>& topics);

// Brings the topics of these facts, which are stored as events already, up to
// date. An answer that is older than one already folded makes its topic be
// computed again from all its events, since evidence depends on the order.
absl::Status FoldIntoTopics(sql::Transaction& transaction, absl::string_view tenant, absl::Span<const Fact> facts);

}  // namespace lyceum::progress
