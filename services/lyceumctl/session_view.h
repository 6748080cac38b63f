// A live session as the host's terminal shows it.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/lyceumctl/draw/ink.h"
#include "services/lyceumctl/session_stage.h"

namespace lyceum::ctl {

struct Frame {
  int width = 80;
  int height = 24;
  // Of the steady clock.
  absl::Duration now;
  // In place of the keys, such as a question to the host; "" for none.
  std::string notice;
};

// At most `height` lines, each at most `width` columns: the title with PIN and
// countdown, what the phase has to show, the keys. What does not fit is left out.
std::vector<std::string> HostLines(const Stage& stage, const Frame& frame, const draw::Ink& ink);

// One event in a line or a few, for output that is no terminal; "" for one that
// says nothing new to people. `stage` has it already.
std::string EventText(const Stage& stage, const quiz::v1::SessionEvent& event, int width, const draw::Ink& ink);

// Rank, nickname and points, a line each, with bars.
std::string StandingsText(const quiz::v1::Standings& standings, int width, const draw::Ink& ink);

// A PIN as people read it aloud: "1234 5678".
std::string SpacedPin(const std::string& pin);

}  // namespace lyceum::ctl
