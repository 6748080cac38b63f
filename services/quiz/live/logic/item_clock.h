// How long the current item has been open, as one replica knows it. Clocks of
// replicas differ, so no stamp of another clock decides anything: a replica
// counts from the moment it saw the item open, and never too fast.
#pragma once

#include <cstdint>

#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// Whatever this clock says is at most the true time since the item opened: the
// opening was seen after it happened, and stamps only pull the start back to
// where another replica has proved it to be. All times in microseconds; `local`
// is this replica's own clock.
class ItemClock {
 public:
  // `state` has just been seen. Starts anew when the item opened or went on after
  // a pause; else changes nothing. A replica that comes late (after a crash)
  // takes the opener's stamp, less limits::kMaxSkew, if that is earlier.
  void See(const State& state, int64_t local_micros);

  // An answer to the open item that was given `elapsed_micros` after the opening
  // has been seen. Proves nothing once the item was paused: the replica that
  // paused it may have been behind the one that took the answer.
  void SeeAnswer(const State& state, int64_t elapsed_micros, int64_t local_micros);

  // Since the opening, pauses left out. Never negative.
  int64_t Elapsed(const State& state, int64_t local_micros) const;

 private:
  int64_t timing_seq_ = 0;
  int64_t started_micros_ = 0;  // on the local clock
};

}  // namespace lyceum::quiz::live
