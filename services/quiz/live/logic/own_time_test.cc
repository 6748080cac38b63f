#include "services/quiz/live/logic/own_time.h"

#include "gtest/gtest.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/session_script.h"
#include "services/quiz/live/logic/standings.h"

namespace lyceum::quiz::live {
namespace {

// The first of two items is open, for half as long again to whom has the most time.
State Open() {
  State state = Lobby();
  auto events = *Decide(state, TwoItems(), Command(1, "start {}"), {});
  events[0].mutable_opened()->set_longest_permille(1'500);
  Apply(state, events[0]);
  return state;
}

TEST(OwnTime, IsLongerForWhomItWasGranted) {
  const State state = Open();
  EXPECT_EQ(OwnTime(state, 1'000), 20 * kSecond);
  EXPECT_EQ(OwnTime(state, 1'250), 25 * kSecond);
  EXPECT_EQ(OwnTime(state, 1'500), 30 * kSecond);
  EXPECT_EQ(WholeTime(state), 30 * kSecond);
  // Joined after the opening, and nobody waits.
  EXPECT_EQ(OwnTime(state, 5'000), 30 * kSecond);
}

TEST(OwnTime, IsTheItemsWithoutAnyAccommodation) {
  State state = Lobby();
  Do(state, TwoItems(), "start {}");
  EXPECT_EQ(WholeTime(state), 20 * kSecond);
  EXPECT_EQ(OwnTime(state, 2'000), 20 * kSecond);
}

TEST(OwnTime, EndsForEachAtItsOwn) {
  State state = Open();
  EXPECT_TRUE(MayAnswer(state, 0, {0, 20 * kSecond}).ok());
  EXPECT_FALSE(MayAnswer(state, 0, {0, 20 * kSecond + 1}).ok());
  EXPECT_TRUE(MayAnswer(state, 0, {0, 30 * kSecond}, 1'500).ok());
  EXPECT_FALSE(MayAnswer(state, 0, {0, 30 * kSecond + 1}, 1'500).ok());
  EXPECT_TRUE(Due(state, {0, 30 * kSecond}).empty());
  EXPECT_FALSE(Due(state, {0, 30 * kSecond + 300'000}).empty());
  Do(state, TwoItems(), "extend { by { seconds: 10 } }");
  EXPECT_TRUE(MayAnswer(state, 0, {0, 30 * kSecond}).ok());
  EXPECT_FALSE(MayAnswer(state, 0, {0, 30 * kSecond + 1}).ok());
  EXPECT_TRUE(MayAnswer(state, 0, {0, 45 * kSecond}, 1'500).ok());
  EXPECT_TRUE(Due(state, {0, 45 * kSecond}).empty());
}

TEST(OwnTime, IsNotLostInAPause) {
  State state = Open();
  Do(state, TwoItems(), "pause {}", {0, 27 * kSecond});
  EXPECT_EQ(state.elapsed_micros, 27 * kSecond);
}

TEST(OwnTime, IsTheTOfThePoints) {
  const Rules rules = TwoItems();
  State state = Open();
  Do(state, rules, "reveal {}");
  const Verdict right{kWholeShare, 0, false};
  const std::vector<Player> players = {{"a", "Ann", "", 1'500}, {"b", "Bob"}};
  const auto places = Rank(state, rules, players, {{"a", 0, 15 * kSecond, right}, {"b", 0, 10 * kSecond, right}});
  EXPECT_EQ(places[0].points, 750);  // (1 - 15/30/2) * 1000
  EXPECT_EQ(places[1].points, 750);  // (1 - 10/20/2) * 1000
  EXPECT_EQ(places[1].rank, 1);
}

TEST(LatencyCredit, IsTheRoundTripUpToTheCap) {
  EXPECT_EQ(LatencyCredit(80'000, 200'000), 80'000);
  EXPECT_EQ(LatencyCredit(200'000, 200'000), 200'000);
  EXPECT_EQ(LatencyCredit(9'000'000, 200'000), 200'000);
  EXPECT_EQ(LatencyCredit(80'000, 0), 0);
  EXPECT_EQ(LatencyCredit(-5, 200'000), 0);
}

TEST(TimePermille, IsTheUsersOwn) {
  const auto settings = FromText<v1::SessionSettings>(
      "accommodations { user: 'tenants/t/users/a' time_permille: 1500 } "
      "accommodations { user: 'tenants/t/users/b' time_permille: 2000 }");
  EXPECT_EQ(TimePermille(settings, "tenants/t/users/b"), 2'000);
  EXPECT_EQ(TimePermille(settings, "tenants/t/users/c"), 1'000);
}

TEST(CheckOwnTimes, RefusesWhatIsOutOfRange) {
  const auto check = [](const std::string& text) {
    Violations bad;
    CheckOwnTimes(FromText<v1::SessionSettings>(text), "t", bad);
    return bad.ToStatus().ok();
  };
  EXPECT_TRUE(check("latency_credit { nanos: 500000000 } "
                    "accommodations { user: 'tenants/t/users/a' time_permille: 1000 } "
                    "accommodations { user: 'tenants/t/users/b' time_permille: 5000 }"));
  for (const char* text :
       {"latency_credit { nanos: 500000001 }", "latency_credit { nanos: -1 }", "latency_credit { seconds: 1 }",
        "accommodations { user: 'tenants/t/users/a' time_permille: 999 }",
        "accommodations { user: 'tenants/t/users/a' time_permille: 5001 }",
        "accommodations { user: 'tenants/u/users/a' time_permille: 1500 }", "accommodations { time_permille: 1500 }",
        "accommodations { user: 'tenants/t/users/a' time_permille: 1500 } "
        "accommodations { user: 'tenants/t/users/a' time_permille: 2000 }"}) {
    EXPECT_FALSE(check(text)) << text;
  }
  v1::SessionSettings many;
  for (int i = 0; i < 5'001; ++i) {
    many.add_accommodations()->set_user(std::string("tenants/t/users/u") + std::to_string(i));
    many.mutable_accommodations(i)->set_time_permille(1'500);
  }
  Violations bad;
  CheckOwnTimes(many, "t", bad);
  EXPECT_FALSE(bad.empty());
}

}  // namespace
}  // namespace lyceum::quiz::live
