// Which event may follow which: what every log that Decide and Due made keeps to,
// for those who read a log that somebody may have changed.
#pragma once

#include <string>

#include "lyceum/quiz/v1/session_log.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// Why `event` cannot be the next one after `state`, in a sentence; "" if it can.
// What this lets through can be applied (state.h) and leaves every item's place
// and time in range. `rules` are those of the session.
std::string WhyIllegal(const State& state, const Rules& rules, const v1::LogEvent& event);

}  // namespace lyceum::quiz::live
