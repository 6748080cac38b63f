// Short ways to write sessions in tests.
#pragma once

#include <string>
#include <vector>

#include "services/quiz/live/logic/decide.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::live {

constexpr int64_t kSecond = 1'000'000;

// Two items of 20 s; Kahoot's points.
inline Rules TwoItems(const std::string& scoring = "base_points: 1000 speed: SPEED_KAHOOT") {
  Rules rules;
  rules.scoring = FromText<v1::ScoringRule>(scoring);
  rules.items.assign(2, ItemRule{1, 20 * kSecond});
  return rules;
}

inline v1::ControlSessionRequest Command(int64_t expected_seq, const std::string& action) {
  auto request = FromText<v1::ControlSessionRequest>(action);
  request.set_expected_seq(expected_seq);
  return request;
}

// A session in its lobby.
inline State Lobby(int items = 2) {
  State state;
  Apply(state, Created(items, 0));
  return state;
}

// Does what the host asks, which must be allowed.
inline void Do(State& state, const Rules& rules, const std::string& action, Moment moment = {}) {
  const auto events = Decide(state, rules, Command(state.seq, action), moment);
  ASSERT_TRUE(events.ok()) << action << ": " << events.status();
  for (const v1::LogEvent& event : *events) Apply(state, event);
}

}  // namespace lyceum::quiz::live
