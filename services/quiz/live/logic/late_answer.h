// Answers that were received in time and are stored after their item was closed.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "lyceum/quiz/v1/session_log.pb.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// OK if an answer to the item, received `elapsed_micros` after it opened, may
// still be stored, by an event that says so. FAILED_PRECONDITION: SESSION_ENDED;
// ITEM_CLOSED if the item was closed before it came; ITEM_NOT_OPEN.
absl::Status MayCountLate(const State& state, int item, int64_t elapsed_micros);

// `participant` is the id.
v1::LogEvent LateAnswer(const std::string& participant, int item, int64_t now_micros);

}  // namespace lyceum::quiz::live
