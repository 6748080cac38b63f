// What everybody in a simulation shares: the timeline, the weather, the database
// and what is really true, which only the checks may look at.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
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
};

// The SQL database: whatever is in here has been committed.
struct Database {
  std::vector<v1::LogEvent> log;
  State state;  // of the log
  std::vector<Player> players;
  std::vector<StoredAnswer> answers;

  StoredAnswer* Find(const std::string& participant, int item);
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
  // Appends, if the log is still at `seq` (compare and set). `timed`: by a timer.
  bool Append(int64_t seq, const std::vector<v1::LogEvent>& events, bool timed);
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
  Database database;
  Rules rules;
  bool allow_change = false;
  std::string violation;

  // True time at which the current item would have opened without pauses.
  int64_t true_opens = 0;
  // Of those who had joined when it opened.
  int64_t true_longest = kWholePermille;

 private:
  const uint64_t seed_;
};

}  // namespace lyceum::quiz::live::simulation
