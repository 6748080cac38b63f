#include "services/quiz/live/logic/item_clock.h"

#include <algorithm>

namespace lyceum::quiz::live {

void ItemClock::See(const State& state, int64_t steady_micros) {
  if (state.timing_seq == timing_seq_) return;
  timing_seq_ = state.timing_seq;
  started_micros_ = steady_micros - state.elapsed_micros;
}

void ItemClock::SeeAge(int64_t timing_seq, int64_t age_micros, int64_t steady_micros) {
  if (timing_seq != timing_seq_) return;
  started_micros_ = std::min(started_micros_, steady_micros - age_micros);
}

void ItemClock::SeeAnswer(const State& state, int64_t elapsed_micros, int64_t steady_micros) {
  if (!state.open() || state.was_paused || state.timing_seq != timing_seq_) return;
  started_micros_ = std::min(started_micros_, steady_micros - elapsed_micros);
}

int64_t ItemClock::Elapsed(const State& state, int64_t steady_micros) const {
  if (!state.open()) return state.elapsed_micros;
  return std::max<int64_t>(0, steady_micros - started_micros_);
}

}  // namespace lyceum::quiz::live
