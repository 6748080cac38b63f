// A session as its event log tells it. The same log always gives the same state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lyceum/quiz/v1/session.pb.h"
#include "lyceum/quiz/v1/session_log.pb.h"

namespace lyceum::quiz::live {

// The time of participants without an accommodation, in thousandths of itself.
inline constexpr int64_t kWholePermille = 1'000;

struct State {
  // What became of an item.
  struct Item {
    bool opened = false;
    bool closed = false;
    bool skipped = false;
    bool revealed = false;
    int64_t closed_micros = 0;  // of its time, used up when it was first closed
  };

  int64_t seq = 0;    // of the last event
  int64_t epoch = 0;  // of the same one: with seq it names the log up to there
  v1::Session::Phase phase = v1::Session::PHASE_UNSPECIFIED;
  bool locked = false;
  int item = -1;  // the one that is open or was last
  std::vector<Item> items;
  std::vector<std::string> co_hosts;  // ids of users

  // The item's time, in microseconds. `opens` is by the clock of another replica
  // and may be off; `elapsed` is what had passed at the event that last set it.
  int64_t opens_micros = 0;
  int64_t elapsed_micros = 0;
  int64_t lasts_micros = 0;
  // Of the participants' own times (own_time.h), in thousandths of `lasts`.
  int64_t longest_permille = kWholePermille;
  // The seq of the event that set them: opened or resumed.
  int64_t timing_seq = 0;
  bool was_paused = false;  // the item, at any time

  bool open() const { return phase == v1::Session::PHASE_ITEM_OPEN; }
  bool ended() const { return phase == v1::Session::PHASE_ENDED; }
};

// The state after one more event. `event` follows those applied before.
void Apply(State& state, const v1::LogEvent& event);

// True if the item's points count in the standings: it was revealed, or closed
// when the session ended, and was not skipped.
bool Counts(const State& state, int item);

}  // namespace lyceum::quiz::live
