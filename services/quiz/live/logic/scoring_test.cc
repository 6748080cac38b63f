#include "services/quiz/live/logic/scoring.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

const Verdict kRight{kWholeShare, 0, false};

v1::ScoringRule Rule(const std::string& text) { return FromText<v1::ScoringRule>("base_points: 1000 " + text); }

int64_t Points(const std::string& rule, int64_t elapsed, Verdict verdict = kRight, int64_t multiplier = 1) {
  return PointsFor(Rule(rule), {multiplier, 20 * kSecond}, verdict, elapsed);
}

TEST(PointsFor, FollowsKahootOnThePublishedCases) {
  const char* shared = std::getenv("LYCEUM_SHARED");
  std::ifstream file(std::string(shared ? shared : "../shared") + "/data/live_scoring/kahoot_points.jsonl");
  if (!file) {
    std::cout << "LIVE SCORING DATA IS NOT THERE: the published cases are not checked\n";
    GTEST_SKIP();
  }
  int right = 0, all = 0;
  for (std::string line; std::getline(file, line); ++all) {
    const auto data = nlohmann::json::parse(line);
    auto micros = [&](const char* key) { return std::llround(data[key].get<double>() * 1e6); };
    v1::ScoringRule rule;
    rule.set_speed(v1::ScoringRule::SPEED_KAHOOT);
    rule.set_base_points(1000);
    const ItemRule item{data["points_possible"].get<int64_t>() / 1000, micros("timer_s")};
    const Verdict verdict{data["correct"].get<bool>() ? kWholeShare : 0, 0, false};
    const int64_t points = PointsFor(rule, item, verdict, micros("response_s"));
    EXPECT_EQ(points, data["points"].get<int64_t>()) << line;
    right += points == data["points"].get<int64_t>();
  }
  std::cout << "live scoring: " << right << " of " << all << " published cases\n";
  EXPECT_GT(all, 0);
}

TEST(PointsFor, FollowsTheKahootRuleAtItsEdges) {
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 499'999), 1000);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 500'000), 988);  // 987.5
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 20 * kSecond), 500);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 25 * kSecond), 500);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", -5), 1000);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 0, {}), 0);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT", 0, kRight, 0), 0);
}

TEST(PointsFor, KnowsTheOtherSpeeds) {
  EXPECT_EQ(Points("speed: SPEED_NONE", 19 * kSecond), 1000);
  EXPECT_EQ(Points("speed: SPEED_LINEAR", 0), 1000);
  EXPECT_EQ(Points("speed: SPEED_LINEAR", 5 * kSecond), 750);
  EXPECT_EQ(Points("speed: SPEED_LINEAR", 20 * kSecond), 0);
  const std::string stepped =
      "speed: SPEED_STEPPED steps { until_micros: 250000 share_micros: 1000000 } "
      "steps { until_micros: 500000 share_micros: 600000 }";
  EXPECT_EQ(Points(stepped, 5 * kSecond), 1000);
  EXPECT_EQ(Points(stepped, 5 * kSecond + 1), 600);
  EXPECT_EQ(Points(stepped, 11 * kSecond), 0);
}

TEST(PointsFor, GivesPartOfThePointsForPartOfTheAnswer) {
  EXPECT_EQ(Points("speed: SPEED_NONE", 0, {333'333, 0, false}), 333);
  EXPECT_EQ(Points("speed: SPEED_NONE points_per_choice: 500", 0, {kWholeShare, 3, true}), 1500);
  EXPECT_EQ(Points("speed: SPEED_KAHOOT points_per_choice: 500", 10 * kSecond, {0, 1, true}, 2), 750);
  EXPECT_EQ(Points("speed: SPEED_NONE points_per_choice: 500", 0, {0, -2, true}), 0);
  EXPECT_EQ(Points("speed: SPEED_NONE points_per_choice: 500", 0, kRight), 1000);
}

TEST(StreakBonus, RisesToItsCap) {
  const auto rule = Rule("streak { first: 2 step: 100 cap: 500 }");
  const int64_t expected[] = {0, 0, 100, 200, 300, 400, 500, 500};
  for (int streak = 0; streak < 8; ++streak) EXPECT_EQ(StreakBonus(rule, {1, 1}, streak), expected[streak]);
  EXPECT_EQ(StreakBonus(rule, {0, 1}, 5), 0);
  EXPECT_EQ(StreakBonus(Rule(""), {1, 1}, 5), 0);
}

TEST(MakeVerdict, CountsChoices) {
  const auto item = FromText<v1::Item>(
      "points: 3000000 multiple_choice { choices { id: 'a' correct: true } choices { id: 'b' correct: true } "
      "choices { id: 'c' } }");
  const auto response = FromText<v1::Response>("multiple_choice { choices: ['a', 'b', 'c'] }");
  const Verdict verdict = MakeVerdict(item, response, 1'000'000);
  EXPECT_EQ(verdict.net_choices, 1);
  EXPECT_EQ(verdict.share_micros, 333'333);
  EXPECT_EQ(MakeVerdict(item, response, 2'999'999).share_micros, kWholeShare - 1);
  EXPECT_EQ(MakeVerdict(item, response, 3'000'000).share_micros, kWholeShare);
}

}  // namespace
}  // namespace lyceum::quiz::live
