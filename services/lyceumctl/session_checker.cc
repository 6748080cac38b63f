#include "services/lyceumctl/session_checker.h"

#include <algorithm>

namespace lyceum::ctl {

void SessionFaults::Add(const SessionFaults& other) {
  lost_events += other.lost_events;
  repeated_events += other.repeated_events;
  lost_answers += other.lost_answers;
  changed_answers += other.changed_answers;
  wrong_sums += other.wrong_sums;
}

bool SessionChecker::Saw(const quiz::v1::SessionEvent& event) {
  if (event.seq() == 0) return false;
  if (event.seq() < next_) {
    ++faults_.repeated_events;
    return false;
  }
  faults_.lost_events += event.seq() - next_;
  next_ = event.seq() + 1;
  if (event.seq() <= last_) return false;
  last_ = event.seq();
  if (event.has_item_revealed()) Revealed(event.item_revealed());
  if (event.has_ended()) {
    ended_ = true;
    CheckSum(event.ended().standings());
  }
  return true;
}

SessionChecker::Answer SessionChecker::Of(bool given, const quiz::v1::Response& response,
                                          const google::protobuf::Duration& time) {
  return {response.SerializeAsString(), time.seconds() * 1'000'000'000 + time.nanos(), given};
}

void SessionChecker::Compare(const Answer& acknowledged, const Answer& result) {
  if (!result.given) {
    ++faults_.lost_answers;
  } else if (acknowledged.response != result.response || acknowledged.nanos != result.nanos) {
    ++faults_.changed_answers;
  }
}

void SessionChecker::CheckSum(const quiz::v1::Standings& standings) {
  if (standings.has_own() && standings.own().points() != points_) ++faults_.wrong_sums;
}

void SessionChecker::Revealed(const quiz::v1::ItemRevealed& revealed) {
  // Without an own result the participant has been removed, and its answers with it.
  if (!revealed.has_own()) return;
  const quiz::v1::LiveResult& own = revealed.own();
  points_ += own.points();
  CheckSum(revealed.standings());
  const Answer& result = results_[own.item()] = Of(own.has_response(), own.response(), own.response_time());
  const auto known = acknowledged_.find(own.item());
  if (known != acknowledged_.end()) Compare(known->second, result);
}

void SessionChecker::Acknowledged(const std::string& item, const quiz::v1::Response& response,
                                  const google::protobuf::Duration& response_time) {
  const auto [known, first] = acknowledged_.emplace(item, Of(true, response, response_time));
  if (!first) return Compare(known->second, Of(true, response, response_time));
  const auto result = results_.find(item);
  if (result != results_.end()) Compare(known->second, result->second);
}

}  // namespace lyceum::ctl
