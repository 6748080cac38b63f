// Who stands where: a pure function of the log, the participants and the stored
// answers. Computed anew each time, so there is no sum that could go wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/scoring.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// A participant, as the standings need it.
struct Player {
  std::string id;  // ids sort by the time of joining
  std::string nickname;
};

// A stored answer.
struct Answer {
  std::string participant;
  int item = 0;
  int64_t elapsed_micros = 0;
  Verdict verdict;
};

struct ItemScore {
  bool answered = false;
  int64_t elapsed_micros = 0;
  int64_t share_micros = 0;
  int64_t points = 0;  // the bonus included
  int64_t bonus = 0;
};

struct Place {
  Player player;
  int rank = 0;
  int64_t points = 0;
  int correct = 0;
  int64_t streak = 0;
  int64_t time_micros = 0;  // over answers worth more than nothing
  std::vector<ItemScore> items;  // by place in the quiz; those that do not count are empty
};

// By rank, then by id. The order of `players` and `answers` does not matter;
// answers of others than `players` and to items that do not count (state.h) are
// left out.
std::vector<Place> Rank(const State& state, const Rules& rules, const std::vector<Player>& players,
                        const std::vector<Answer>& answers);

}  // namespace lyceum::quiz::live
