#include "services/quiz/live/logic/standings.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

const std::vector<Player> kPlayers = {{"a", "Ann"}, {"b", "Bob"}, {"c", "Cy"}};

Answer Right(const std::string& who, int item, int64_t elapsed) {
  return {who, item, elapsed, {kWholeShare, 0, false}};
}

State BothRevealed(const Rules& rules) {
  State state = Lobby();
  for (const char* action : {"start {}", "reveal {}", "next {}", "reveal {}"}) Do(state, rules, action);
  return state;
}

std::string Line(const std::vector<Place>& places) {
  std::string line;
  for (const Place& place : places) {
    line += place.player.id + std::to_string(place.rank) + ":" + std::to_string(place.points) + " ";
  }
  return line;
}

TEST(Rank, AddsUpAndSharesRanks) {
  const Rules rules = TwoItems();
  const std::vector<Answer> answers = {Right("a", 0, 0), Right("b", 1, 0), Right("c", 0, 10 * kSecond),
                                       {"a", 1, kSecond, {}}};
  EXPECT_EQ(Line(Rank(BothRevealed(rules), rules, kPlayers, answers)), "a1:1000 b1:1000 c3:750 ");
}

TEST(Rank, BreaksTiesByTimeIfAsked) {
  const Rules rules = TwoItems("base_points: 1000 speed: SPEED_NONE tie_break: TIE_BREAK_TIME");
  const std::vector<Answer> answers = {Right("a", 0, 9), Right("b", 1, 5), Right("c", 0, 9)};
  EXPECT_EQ(Line(Rank(BothRevealed(rules), rules, kPlayers, answers)), "b1:1000 a2:1000 c2:1000 ");
}

TEST(Rank, DoesNotDependOnTheOrderOfItsInput) {
  const Rules rules = TwoItems();
  std::vector<Answer> answers = {Right("a", 0, 0), Right("b", 1, 7), Right("c", 0, 3), Right("c", 1, 3)};
  const State state = BothRevealed(rules);
  const std::string line = Line(Rank(state, rules, kPlayers, answers));
  std::reverse(answers.begin(), answers.end());
  EXPECT_EQ(Line(Rank(state, rules, {kPlayers.rbegin(), kPlayers.rend()}, answers)), line);
}

TEST(Rank, LeavesOutWhatDoesNotCount) {
  const Rules rules = TwoItems();
  State state = Lobby();
  Do(state, rules, "start {}");
  const std::vector<Answer> answers = {Right("a", 0, 0), Right("gone", 0, 0)};
  EXPECT_EQ(Line(Rank(state, rules, {kPlayers[0]}, answers)), "a1:0 ");
  Do(state, rules, "skip {}");
  Do(state, rules, "end {}");
  EXPECT_EQ(Line(Rank(state, rules, {kPlayers[0]}, answers)), "a1:0 ");
}

TEST(Rank, PaysForStreaks) {
  const Rules rules = TwoItems("base_points: 1000 speed: SPEED_NONE streak { first: 2 step: 100 cap: 500 }");
  const std::vector<Answer> answers = {Right("a", 0, 0), Right("a", 1, 0), Right("b", 1, 0)};
  const auto places = Rank(BothRevealed(rules), rules, kPlayers, answers);
  EXPECT_EQ(Line(places), "a1:2100 b2:1000 c3:0 ");
  EXPECT_EQ(places[0].items[1].bonus, 100);
  EXPECT_EQ(places[0].streak, 2);
  EXPECT_EQ(places[1].streak, 1);
}

}  // namespace
}  // namespace lyceum::quiz::live
