#include "services/quiz/live/logic/teams.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

const char kSpeedless[] = "base_points: 1000 speed: SPEED_NONE";

Rules TeamRules(const std::string& teams, const std::string& scoring = kSpeedless) {
  Rules rules = TwoItems(scoring);
  rules.teams = FromText<v1::TeamRule>("names: 'Red' names: 'Blue' " + teams);
  return rules;
}

Answer Right(const std::string& who, int item, int64_t elapsed = 0) {
  return {who, item, elapsed, {kWholeShare, 0, false}};
}
Answer Wrong(const std::string& who, int item, int64_t elapsed = 0) { return {who, item, elapsed, {}}; }

// Both items are revealed.
State Played(const Rules& rules) {
  State state = Lobby();
  for (const char* action : {"start {}", "reveal {}", "next {}", "reveal {}"}) Do(state, rules, action);
  return state;
}

std::string Line(const std::vector<TeamPlace>& teams) {
  std::string line;
  for (const TeamPlace& team : teams) {
    absl::StrAppend(&line, team.name, " ", team.rank, ":", team.points, "/", team.members, " ");
  }
  return line;
}

std::string Play(const Rules& rules, const std::vector<Player>& players, const std::vector<Answer>& answers) {
  const State state = Played(rules);
  return Line(RankTeams(state, rules, Rank(state, rules, players, answers)));
}

const std::vector<Player> kFive = {
    {"a", "Ann", "Red"}, {"b", "Bob", "Red"}, {"c", "Cy", "Red"}, {"d", "Dee", "Blue"}, {"e", "Eve", "Blue"}};
// Red: 2000, 1000, 0. Blue: 1000, 1000.
const std::vector<Answer> kAnswers = {Right("a", 0, 5), Right("a", 1, 5), Right("b", 0, 9), Wrong("b", 1, 1),
                                      Right("d", 1, 3), Right("e", 0, 2)};

TEST(RankTeams, TakesTheMeanOfTheMembers) {
  EXPECT_EQ(Play(TeamRules("mode: MODE_MEAN"), kFive, kAnswers), "Red 1:1000/3 Blue 1:1000/2 ");
  // 1000 / 3 and 500.5, rounded half up.
  EXPECT_EQ(Play(TeamRules("mode: MODE_MEAN"), kFive, {Right("a", 0)}), "Red 1:333/3 Blue 2:0/2 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_MEAN", "base_points: 1001 speed: SPEED_NONE"), kFive, {Right("d", 0)}),
            "Blue 1:501/2 Red 2:0/3 ");
}

TEST(RankTeams, AddsUpAllOrTheBest) {
  EXPECT_EQ(Play(TeamRules("mode: MODE_SUM"), kFive, kAnswers), "Red 1:3000/3 Blue 2:2000/2 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_BEST_K best_k: 1"), kFive, kAnswers), "Red 1:2000/3 Blue 2:1000/2 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_BEST_K best_k: 2"), kFive, kAnswers), "Red 1:3000/3 Blue 2:2000/2 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_BEST_K best_k: 9"), kFive, kAnswers), "Red 1:3000/3 Blue 2:2000/2 ");
}

TEST(RankTeams, CountsTheAnswerThatStands) {
  // Item 0: Ann is right, then Cy is wrong, and stands. Item 1: Ann corrects Bob.
  const std::vector<Answer> answers = {Right("a", 0, 5), Wrong("c", 0, 6), Wrong("b", 1, 1), Right("a", 1, 2),
                                       Right("d", 0, 4), Wrong("e", 0, 3)};
  EXPECT_EQ(Play(TeamRules("mode: MODE_STANDING_ANSWER"), kFive, answers), "Red 1:1000/3 Blue 1:1000/2 ");
  // At the same moment the one who joined last stands.
  EXPECT_EQ(Play(TeamRules("mode: MODE_STANDING_ANSWER"), kFive, {Right("a", 0, 7), Wrong("b", 0, 7)}),
            "Red 1:0/3 Blue 1:0/2 ");
  // With its own time: 10 s of 20 s.
  EXPECT_EQ(Play(TeamRules("mode: MODE_STANDING_ANSWER", "base_points: 1000 speed: SPEED_KAHOOT"), kFive,
                 {Right("a", 0, 0), Right("b", 0, 10 * kSecond)}),
            "Red 1:750/3 Blue 2:0/2 ");
}

TEST(RankTeams, GivesTheStandingAnswersAStreakOfTheirOwn) {
  const Rules rules = TeamRules("mode: MODE_STANDING_ANSWER",
                                "base_points: 1000 speed: SPEED_NONE streak { first: 2 step: 100 cap: 500 }");
  // Nobody in Red has a streak, the team does; in Blue it is the other way round.
  EXPECT_EQ(Play(rules, kFive, {Right("a", 0, 1), Right("b", 1, 1), Right("d", 0, 1), Wrong("e", 0, 2), Right("d", 1)}),
            "Red 1:2100/3 Blue 2:1000/2 ");
}

TEST(RankTeams, BreaksTiesAsTheSessionDoes) {
  const std::string by_time = "base_points: 1000 speed: SPEED_NONE tie_break: TIE_BREAK_TIME";
  // Mean times: Red (10 + 9) / 3 = 6.3, Blue 2.5; sums: Blue's best took 2, Red's (2000) more.
  EXPECT_EQ(Play(TeamRules("mode: MODE_MEAN", by_time), kFive, kAnswers), "Blue 1:1000/2 Red 2:1000/3 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_BEST_K best_k: 1", by_time), kFive, {Right("a", 0, 4), Right("d", 0, 3)}),
            "Blue 1:1000/2 Red 2:1000/3 ");
  EXPECT_EQ(Play(TeamRules("mode: MODE_SUM", by_time), kFive, {Right("a", 0, 4), Right("d", 0, 4)}),
            "Red 1:1000/3 Blue 1:1000/2 ");
}

TEST(RankTeams, CountsLateMembersFromTheFirstItemTheyCouldAnswer) {
  const Rules rules = TeamRules("mode: MODE_MEAN");
  std::vector<Player> players = kFive;
  players.push_back({"f", "Flo", "Blue", kWholePermille, 1});
  players.push_back({"g", "Gus", "Red", kWholePermille, 2});  // after the last item
  EXPECT_EQ(Play(rules, players, kAnswers), "Red 1:1000/3 Blue 2:667/3 ");
  State first = Lobby();
  Do(first, rules, "start {}");
  EXPECT_EQ(Line(RankTeams(first, rules, Rank(first, rules, players, kAnswers))), "Red 1:0/3 Blue 1:0/2 ");
  Do(first, rules, "reveal {}");
  EXPECT_EQ(Line(RankTeams(first, rules, Rank(first, rules, players, kAnswers))), "Red 1:667/3 Blue 2:500/2 ");
}

TEST(RankTeams, KnowsNoneWhereEverybodyPlaysAlone) {
  const Rules rules = TwoItems();
  EXPECT_EQ(Play(rules, kFive, kAnswers), "");
}

TEST(RankTeams, KeepsItsPropertiesWhateverWasAnswered) {
  std::mt19937_64 chance(1);
  const auto below = [&](uint64_t n) { return static_cast<int64_t>(chance() % n); };
  const char* modes[] = {"mode: MODE_MEAN", "mode: MODE_SUM", "mode: MODE_BEST_K best_k: 2",
                         "mode: MODE_STANDING_ANSWER"};
  for (int round = 0; round < 500; ++round) {
    std::vector<Player> players;
    std::vector<Answer> answers;
    for (int64_t i = 0, n = 1 + below(8); i < n; ++i) {
      players.push_back({absl::StrCat("p", i), "P", below(2) == 0 ? "Red" : "Blue", 1'000 + below(2) * 500});
      for (int item = 0; item < 2; ++item) {
        if (below(3) > 0) answers.push_back({players.back().id, item, below(5) * kSecond, {below(2) * kWholeShare}});
      }
    }
    const std::string scoring = below(2) == 0 ? "base_points: 1000 speed: SPEED_KAHOOT"
                                              : "base_points: 1000 speed: SPEED_KAHOOT tie_break: TIE_BREAK_TIME";
    const Rules rules = TeamRules(modes[below(4)], scoring);
    const State state = Played(rules);
    const auto places = Rank(state, rules, players, answers);
    const auto teams = RankTeams(state, rules, places);
    // The order of the input does not matter.
    std::shuffle(players.begin(), players.end(), chance);
    std::shuffle(answers.begin(), answers.end(), chance);
    EXPECT_EQ(Line(RankTeams(state, rules, Rank(state, rules, players, answers))), Line(teams));
    // Nobody is lost, no points come from nowhere, and the better team stands first.
    int members = 0;
    for (size_t i = 0; i < teams.size(); ++i) {
      members += teams[i].members;
      int64_t sum = 0, best = 0;
      for (const Place& place : places) {
        if (place.player.team != teams[i].name) continue;
        sum += place.points;
        best = std::max(best, place.points);
      }
      EXPECT_LE(teams[i].points, rules.teams.mode() == v1::TeamRule::MODE_MEAN ? best : sum);
      EXPECT_GE(teams[i].points, 0);
      if (i > 0) {
        EXPECT_GE(teams[i - 1].points, teams[i].points);
      }
      if (i > 0) {
        EXPECT_LE(teams[i - 1].rank, teams[i].rank);
      }
    }
    EXPECT_EQ(members, static_cast<int>(players.size()));
  }
}

std::string WhatIsWrong(const std::string& text) {
  auto settings = FromText<v1::SessionSettings>(text);
  Violations bad;
  CompleteTeams(settings, bad);
  return std::string(bad.ToStatus().message());
}

TEST(CompleteTeams, ChecksNamesModesAndTheRoster) {
  EXPECT_EQ(WhatIsWrong(""), "");
  EXPECT_EQ(WhatIsWrong("teams { names: 'Red' names: 'Blue' }"), "");
  EXPECT_EQ(WhatIsWrong("teams { names: 'Red' names: 'Blue' mode: MODE_BEST_K best_k: 1 } roster { team: 'Red' }"), "");
  for (const char* text :
       {"teams {}", "teams { names: 'Red' }", "teams { names: 'Red' names: 'RED' }", "teams { names: 'Red' names: '' }",
        "teams { names: 'Red' names: 'Blue\\t' }", "teams { names: 'Red' names: 'Blue' mode: MODE_BEST_K }",
        "teams { names: 'Red' names: 'Blue' mode: MODE_BEST_K best_k: 20001 }",
        "teams { names: 'Red' names: 'Blue' best_k: 1 }", "roster { team: 'Red' }",
        "teams { names: 'Red' names: 'Blue' } roster { team: 'Green' }"}) {
    EXPECT_NE(WhatIsWrong(text), "") << text;
  }
  v1::SessionSettings many;
  for (int i = 0; i < 101; ++i) many.mutable_teams()->add_names(absl::StrCat("Team ", i));
  Violations bad;
  CompleteTeams(many, bad);
  EXPECT_FALSE(bad.empty());
}

TEST(ChooseTeam, AsksForOneAndNamesThem) {
  const auto settings = FromText<v1::SessionSettings>(
      "teams { names: 'Red' names: 'Blue' } roster { user: 'tenants/t/users/ann' team: 'Blue' }");
  EXPECT_EQ(*ChooseTeam(settings, "tenants/t/users/bob", "Red"), "Red");
  EXPECT_EQ(*ChooseTeam(settings, "tenants/t/users/ann", "Red"), "Blue");
  for (const char* wanted : {"", "Green"}) {
    const absl::Status refused = ChooseTeam(settings, "tenants/t/users/bob", wanted).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(refused.message().find("Red, Blue"), absl::string_view::npos) << refused;
  }
  EXPECT_EQ(*ChooseTeam({}, "tenants/t/users/bob", ""), "");
  EXPECT_FALSE(ChooseTeam({}, "tenants/t/users/bob", "Red").ok());
  v1::SessionSettings many;
  for (int i = 0; i < 100; ++i) many.mutable_teams()->add_names(absl::StrCat("A long team name ", i));
  EXPECT_LT(ChooseTeam(many, "tenants/t/users/bob", "").status().message().size(), 500u);
}

}  // namespace
}  // namespace lyceum::quiz::live
