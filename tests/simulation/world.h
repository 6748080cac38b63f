// What everybody in a simulation shares: the timeline, the weather, the database
// and what is really true, which only the checks may look at.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/teams.h"
#include "tests/simulation/bugs.h"
#include "tests/simulation/timeline.h"

namespace lyceum::quiz::live::simulation {

struct StoredAnswer {
  Answer answer;
  int64_t version = 0;
  int choice = 0;  // what the participant picked; 0 is right
  int64_t late_seq = 0;
};

// The SQL database: whatever is in here has been committed.
struct Database {
  std::vector<v1::LogEvent> log;
  State state;  // of the log
  std::vector<Player> players;
  std::vector<StoredAnswer> answers;
  int64_t epoch = 1;
  int64_t age_timing_seq = 0;  // of the age that was written down last
  int64_t age_micros = 0;
  // True time at which the current item would have opened without pauses.
  int64_t true_opens = 0;
  // The longest time_permille of those who had joined when it opened.
  int64_t true_longest = kWholePermille;

  StoredAnswer* Find(const std::string& participant, int item);
  // The log still begins as the one that leads to `state`.
  bool Leads(const State& state) const {
    return state.seq == 0 || (state.seq <= static_cast<int64_t>(log.size()) &&
                              log[state.seq - 1].epoch() == state.epoch);
  }
};

// How a transaction ended, for the replica that asked for it.
enum class Outcome { kCommitted, kFailed, kUnknown };

struct World {
  World(uint64_t seed, Bug planted);

  // Brings a message over a network that may lose it, send it twice or hold it up.
  void Send(std::function<void()> deliver);
  // Runs `body` on the database, atomically, some time from now. The outcome is
  // unknown if the answer got lost on its way back.
  void Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done);
  // Appends, if the log is still where `base` is (compare and set). `timed`: by a
  // timer.
  bool Append(const State& base, const std::vector<v1::LogEvent>& events, bool timed);
  // Puts back the database as it was when it was backed up.
  void Restore(const Database& backup);
  // An answer was stored by a receipt stamp: there must be such a stamp.
  void CheckStamped(const StoredAnswer& row);
  // Who `id` is: its team and its time are drawn from the seed.
  Player Describe(const std::string& id) const;
  // The longest time_permille of those who have joined.
  int64_t LongestPermille() const;
  // The run is wrong; the first reason stays.
  void Violation(const std::string& what);

  Chance chance;
  Timeline time;
  const Bug bug;
  bool calm = false;  // the weather: no losses any more
  int loss = 0;       // per mille
  bool redis_up = true;
  int64_t database_down_until = 0;
  Database database;
  Rules rules;
  bool allow_change = false;
  std::string violation;

  int64_t restores = 0;
  // What receipt stamps were given for: participant, item, version, choice, time.
  std::set<std::tuple<std::string, int, int64_t, int, int64_t>> stamped;
  // How much later than it should a timer may close the item that is open: for
  // what crashed, stood still or was away.
  int64_t hindered = 0;

 private:
  void CheckClose(const v1::LogClosed& closed, bool timed);

  const uint64_t seed_;
};

}  // namespace lyceum::quiz::live::simulation
