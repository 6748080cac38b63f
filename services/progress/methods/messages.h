// Numbers of the logic as messages of the contract.
#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "lyceum/progress/v1/statistics.pb.h"
#include "services/progress/logic/facts.h"
#include "services/progress/logic/totals.h"

namespace lyceum::progress {

google::protobuf::Timestamp ToTimestamp(absl::Time time);
google::protobuf::Duration ToDuration(int64_t microseconds);
v1::Totals ToMessage(const Totals& totals);
v1::SubjectTotals ToMessage(const std::string& subject, const Totals& totals);
v1::TopicMastery ToMessage(const std::string& topic, const TopicState& state);

}  // namespace lyceum::progress
