#include "services/quiz/live/logic/item_clock.h"

#include <algorithm>

#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {

void ItemClock::See(const State& state, int64_t local_micros) {
  if (state.timing_seq == timing_seq_) return;
  timing_seq_ = state.timing_seq;
  started_micros_ = std::min(local_micros - state.elapsed_micros,
                             state.opens_micros + absl::ToInt64Microseconds(limits::kMaxSkew));
}

void ItemClock::SeeAnswer(const State& state, int64_t elapsed_micros, int64_t local_micros) {
  if (!state.open() || state.was_paused || state.timing_seq != timing_seq_) return;
  started_micros_ = std::min(started_micros_, local_micros - elapsed_micros);
}

int64_t ItemClock::Elapsed(const State& state, int64_t local_micros) const {
  if (!state.open()) return state.elapsed_micros;
  return std::max<int64_t>(0, local_micros - started_micros_);
}

}  // namespace lyceum::quiz::live
