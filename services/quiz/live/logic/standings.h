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
  std::string team = {};  // "" in a session without teams
  int64_t time_permille = kWholePermille;
  int first_item = -1;  // the first one it could answer; -1 if it joined in the lobby
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

// Whether `a` stands before `b`: with more points or, if ties are broken by time, as
// many in less time. Of participants and of teams.
template <class Standing>
bool Better(const v1::ScoringRule& rule, const Standing& a, const Standing& b) {
  if (a.points != b.points) return a.points > b.points;
  return rule.tie_break() == v1::ScoringRule::TIE_BREAK_TIME && a.time_micros < b.time_micros;
}

// Gives ranks to what is sorted so: equals share one, and the next is left out.
template <class Standing>
void NumberRanks(const v1::ScoringRule& rule, std::vector<Standing>& sorted) {
  for (size_t i = 0; i < sorted.size(); ++i) {
    const bool shared = i > 0 && !Better(rule, sorted[i - 1], sorted[i]);
    sorted[i].rank = shared ? sorted[i - 1].rank : static_cast<int>(i) + 1;
  }
}

// Adds up the items that count, in the order they were asked: streak, bonus, points,
// time. `place.items` have points without a bonus.
void Total(const State& state, const Rules& rules, Place& place);

// By rank, then by id. The order of `players` and `answers` does not matter;
// answers of others than `players` and to items that do not count (state.h) are
// left out.
std::vector<Place> Rank(const State& state, const Rules& rules, const std::vector<Player>& players,
                        const std::vector<Answer>& answers);

}  // namespace lyceum::quiz::live
