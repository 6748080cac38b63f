// What a command or the time makes of a session: events to append, or a refusal.
// Whoever appends them compares and sets the seq; if another was first, it looks
// at the new state and decides again.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "lyceum/quiz/v1/session_log.pb.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// The time of one replica, in microseconds.
struct Moment {
  int64_t now = 0;      // its clock; for people
  int64_t elapsed = 0;  // of the current item (ItemClock::Elapsed)
};

// The first event of a log.
v1::LogEvent Created(int item_count, int64_t now_micros);

// ABORTED (SEQ_MISMATCH); FAILED_PRECONDITION (WRONG_PHASE, NO_MORE_ITEMS);
// INVALID_ARGUMENT. Whether the participant or the response of an action exists,
// a nickname is free and co-hosts may be who they are is the caller's to check; so are
// longest_permille of an item that opens and answered_count of one that closes to
// fill in, for both are rows.
absl::StatusOr<std::vector<v1::LogEvent>> Decide(const State& state, const Rules& rules,
                                                 const v1::ControlSessionRequest& request, Moment moment);

// What the time alone brings: the item closes limits::kLateGrace after its end.
std::vector<v1::LogEvent> Due(const State& state, Moment moment);

// How long until Due has something; negative if it has. Only while an item is open.
int64_t DueIn(const State& state, Moment moment);

// OK if an answer to the item, received at `moment`, counts: within the own time
// (own_time.h) of a participant with `permille`. FAILED_PRECONDITION (ITEM_NOT_OPEN,
// ITEM_CLOSED).
absl::Status MayAnswer(const State& state, int item, Moment moment, int64_t permille = kWholePermille);

}  // namespace lyceum::quiz::live
