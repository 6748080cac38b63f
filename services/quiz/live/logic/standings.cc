#include "services/quiz/live/logic/standings.h"

#include <algorithm>
#include <map>

#include "absl/container/flat_hash_map.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz::live {
namespace {

// Adds up one participant's items in the order they were asked.
void Total(const State& state, const Rules& rules, Place& place) {
  for (size_t i = 0; i < place.items.size(); ++i) {
    if (!Counts(state, static_cast<int>(i)) || !IsGraded(rules.items[i].kind)) continue;
    ItemScore& score = place.items[i];
    const bool right = score.answered && score.share_micros == kWholeShare;
    place.streak = right ? place.streak + 1 : 0;
    place.correct += right;
    if (right) score.bonus = StreakBonus(rules.scoring, rules.items[i], place.streak);
    if (score.points > 0) place.time_micros += score.elapsed_micros;
    score.points += score.bonus;
    place.points += score.points;
  }
}

bool SameRank(const v1::ScoringRule& rule, const Place& a, const Place& b) {
  const bool by_time = rule.tie_break() == v1::ScoringRule::TIE_BREAK_TIME;
  return a.points == b.points && (!by_time || a.time_micros == b.time_micros);
}

}  // namespace

std::vector<Place> Rank(const State& state, const Rules& rules, const std::vector<Player>& players,
                        const std::vector<Answer>& answers) {
  std::vector<Place> places;
  places.reserve(players.size());
  absl::flat_hash_map<std::string, size_t> index;
  for (const Player& player : players) {
    index[player.id] = places.size();
    Place& place = places.emplace_back();
    place.player = player;
    place.items.resize(state.items.size());
  }
  for (const Answer& answer : answers) {
    const auto found = index.find(answer.participant);
    if (found == index.end() || !Counts(state, answer.item)) continue;
    ItemScore& score = places[found->second].items[answer.item];
    score.answered = true;
    score.elapsed_micros = answer.elapsed_micros;
    score.share_micros = answer.verdict.share_micros;
    score.points = PointsFor(rules.scoring, rules.items[answer.item], answer.verdict, answer.elapsed_micros);
  }
  for (Place& place : places) Total(state, rules, place);
  const bool by_time = rules.scoring.tie_break() == v1::ScoringRule::TIE_BREAK_TIME;
  std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    if (a.points != b.points) return a.points > b.points;
    if (by_time && a.time_micros != b.time_micros) return a.time_micros < b.time_micros;
    return a.player.id < b.player.id;
  });
  for (size_t i = 0; i < places.size(); ++i) {
    const bool shared = i > 0 && SameRank(rules.scoring, places[i - 1], places[i]);
    places[i].rank = shared ? places[i - 1].rank : static_cast<int>(i) + 1;
  }
  return places;
}

}  // namespace lyceum::quiz::live
