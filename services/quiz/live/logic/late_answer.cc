#include "services/quiz/live/logic/late_answer.h"

#include "common/base/errors.h"

namespace lyceum::quiz::live {

absl::Status MayCountLate(const State& state, int item, int64_t elapsed_micros) {
  if (item < 0 || item >= static_cast<int>(state.items.size()) || !state.items[item].opened) {
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_NOT_OPEN", "the item has not been asked yet");
  }
  if (state.ended()) {
    return Error(absl::StatusCode::kFailedPrecondition, "SESSION_ENDED",
                 "the session has ended: what was not stored by then does not count");
  }
  if (state.items[item].closed && elapsed_micros > state.items[item].closed_micros) {
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_CLOSED", "the answer came after the item was closed");
  }
  return absl::OkStatus();
}

v1::LogEvent LateAnswer(const std::string& participant, int item, int64_t now_micros) {
  v1::LogEvent event;
  event.set_at_micros(now_micros);
  event.mutable_late_answer()->set_participant(participant);
  event.mutable_late_answer()->set_item(item);
  return event;
}

}  // namespace lyceum::quiz::live
