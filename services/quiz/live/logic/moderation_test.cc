#include "services/quiz/live/logic/moderation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/live/logic/session_script.h"
#include "services/quiz/live/logic/standings.h"

namespace lyceum::quiz::live {
namespace {

using testing::ElementsAre;

// An open-ended item, then a word cloud.
Rules OpenAndCloud() {
  Rules rules = TwoItems();
  rules.items[0].item = "open";
  rules.items[0].kind = v1::Item::kOpenEnded;
  rules.items[1].item = "cloud";
  rules.items[1].kind = v1::Item::kWordCloud;
  return rules;
}

std::string Refusal(const State& state, const std::string& action) {
  const auto events = Decide(state, OpenAndCloud(), Command(state.seq, action), {});
  return events.ok() ? "" : absl::StatusCodeToString(events.status().code());
}

TEST(Decide, LetsTheHostShowTextsAndHideWords) {
  const Rules rules = OpenAndCloud();
  State state = Lobby();
  const std::string show = "show_response { item: 'open' response: 'r' show: true }";
  const std::string hide = "hide_word { item: 'cloud' word: ' WALL ' }";
  EXPECT_EQ(Refusal(state, show), "FAILED_PRECONDITION");
  Do(state, rules, "start {}");
  const auto shown = Decide(state, rules, Command(state.seq, show), {});
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->front().response_shown().id(), "r");
  EXPECT_TRUE(shown->front().response_shown().show());
  EXPECT_EQ(Refusal(state, hide), "FAILED_PRECONDITION");
  Do(state, rules, "reveal {}");
  EXPECT_EQ(Refusal(state, show), "");
  Do(state, rules, "next {}");
  const auto hidden = Decide(state, rules, Command(state.seq, hide), {});
  ASSERT_TRUE(hidden.ok()) << hidden.status();
  EXPECT_EQ(hidden->front().word_hidden().word(), "wall");
  EXPECT_EQ(hidden->front().word_hidden().item(), 1);
  Do(state, rules, "skip {}");
  EXPECT_EQ(Refusal(state, hide), "FAILED_PRECONDITION");
}

TEST(Decide, ModeratesOnlyWhatCanBe) {
  State state = Lobby();
  const Rules rules = OpenAndCloud();
  Do(state, rules, "start {}");
  Do(state, rules, "reveal {}");
  Do(state, rules, "next {}");
  for (const std::string& action : std::vector<std::string>{
           "show_response { item: 'cloud' response: 'r' show: true }", "show_response { item: 'none' show: true }",
           "hide_word { item: 'open' word: 'x' }", "hide_word { item: 'cloud' word: '  ' }", "hide_word { word: 'x' }",
           "hide_word { item: 'cloud' word: '" + std::string(10'000, 'x') + "' }"}) {
    EXPECT_EQ(Refusal(state, action), "INVALID_ARGUMENT") << action.substr(0, 80);
  }
}

v1::LogEvent Shown(const std::string& id, bool show) {
  return FromText<v1::LogEvent>("response_shown { item: 0 id: '" + id + "' text: 'text of " + id +
                                "' show: " + (show ? "true" : "false") + " }");
}

TEST(Moderate, FollowsTheLog) {
  Moderation moderation;
  for (const auto& event :
       {Shown("a", true), Shown("b", true), Shown("a", true), Shown("c", true), Shown("b", false)}) {
    EXPECT_EQ(ModeratedItem(event), 0);
    Moderate(event, moderation);
  }
  ASSERT_EQ(moderation.shown.size(), 2u);
  EXPECT_EQ(moderation.shown[0].id, "a");
  EXPECT_EQ(moderation.shown[1].text, "text of c");
  EXPECT_EQ(moderation.Find("b"), nullptr);
  const auto hidden = FromText<v1::LogEvent>("word_hidden { item: 1 word: 'rude' }");
  EXPECT_EQ(ModeratedItem(hidden), 1);
  Moderate(hidden, moderation);
  EXPECT_THAT(moderation.hidden, ElementsAre("rude"));
  EXPECT_EQ(ModeratedItem(Created(2, 0)), -1);
}

TEST(MakeRules, GivesNoPointsForWhatIsNotGraded) {
  const auto quiz = FromText<v1::Quiz>("items { id: 'a' points: 1000000 true_false {} } items { id: 'b' scale {} }");
  const auto settings = FromText<v1::SessionSettings>(
      "time_limit { seconds: 20 } items { item: 'a' points_multiplier: 2 } items { item: 'b' points_multiplier: 2 }");
  const Rules rules = MakeRules(quiz, settings);
  EXPECT_EQ(rules.items[0].multiplier, 2);
  EXPECT_EQ(rules.items[1].multiplier, 0);
  EXPECT_EQ(rules.items[1].item, "b");
}

TEST(Rank, LeavesStreaksAloneOnWhatIsNotGraded) {
  Rules rules = TwoItems("base_points: 1000 speed: SPEED_NONE streak { first: 2 step: 100 cap: 500 }");
  rules.items.push_back(rules.items[0]);
  rules.items[1].kind = v1::Item::kPoll;
  rules.items[1].multiplier = 0;
  State state = Lobby(3);
  for (const char* action : {"start {}", "reveal {}", "next {}", "reveal {}", "next {}", "reveal {}"}) {
    Do(state, rules, action);
  }
  const Verdict right{kWholeShare, 0, false}, none{};
  const auto places = Rank(state, rules, {{"p1", "Ann"}, {"p2", "Bob"}},
                           {{"p1", 0, kSecond, right}, {"p1", 1, kSecond, none}, {"p1", 2, kSecond, right},
                            {"p2", 0, kSecond, right}, {"p2", 2, kSecond, right}});
  for (const Place& place : places) {
    EXPECT_EQ(place.points, 2'100) << place.player.nickname;
    EXPECT_EQ(place.streak, 2);
    EXPECT_EQ(place.correct, 2);
    EXPECT_EQ(place.time_micros, 2 * kSecond);
    EXPECT_EQ(place.rank, 1);
  }
}

}  // namespace
}  // namespace lyceum::quiz::live
