#include "services/quiz/live/logic/standings.h"

#include <algorithm>
#include <map>

#include "absl/container/flat_hash_map.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz::live {

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
    Place& place = places[found->second];
    ItemScore& score = place.items[answer.item];
    score.answered = true;
    score.elapsed_micros = answer.elapsed_micros;
    score.share_micros = answer.verdict.share_micros;
    const ItemRule item = OwnRule(rules.items[answer.item], place.player.time_permille);
    score.points = PointsFor(rules.scoring, item, answer.verdict, answer.elapsed_micros);
  }
  for (Place& place : places) Total(state, rules, place);
  std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    if (Better(rules.scoring, a, b)) return true;
    return !Better(rules.scoring, b, a) && a.player.id < b.player.id;
  });
  NumberRanks(rules.scoring, places);
  return places;
}

}  // namespace lyceum::quiz::live
