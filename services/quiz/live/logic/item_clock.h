// How long the current item has been open, as one replica knows it. Clocks of
// replicas differ and jump, so no time of day decides anything: a replica counts,
// on a clock that never jumps, from the moment it saw the item open, and never
// too fast.
#pragma once

#include <cstdint>

#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// Whatever this clock says is at most the true time since the item opened: the
// opening was seen after it happened, and the start is only pulled back to where
// another replica has counted it to be. All times in microseconds; `steady` is
// this replica's steady clock, whose zero means nothing to others.
class ItemClock {
 public:
  // `state` has just been seen. Starts anew when the item opened or went on after
  // a pause; else changes nothing.
  void See(const State& state, int64_t steady_micros);

  // Another replica has counted `age_micros` for the item since the event
  // `timing_seq` opened it or let it go on. What a replica that comes late, after
  // a crash, begins from.
  void SeeAge(int64_t timing_seq, int64_t age_micros, int64_t steady_micros);

  // An answer to the open item that was given `elapsed_micros` after the opening
  // has been seen. Proves nothing once the item was paused: the replica that
  // paused it may have been behind the one that took the answer.
  void SeeAnswer(const State& state, int64_t elapsed_micros, int64_t steady_micros);

  // Since the opening, pauses left out. Never negative.
  int64_t Elapsed(const State& state, int64_t steady_micros) const;

 private:
  int64_t timing_seq_ = 0;
  int64_t started_micros_ = 0;  // on the steady clock
};

}  // namespace lyceum::quiz::live
