#include "services/quiz/live/logic/decide.h"

#include "gtest/gtest.h"
#include "services/quiz/live/logic/item_clock.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

using v1::Session;

std::string Refusal(const State& state, const Rules& rules, const std::string& action) {
  const auto events = Decide(state, rules, Command(state.seq, action), {});
  return events.ok() ? "" : absl::StatusCodeToString(events.status().code());
}

TEST(Decide, TakesASessionThroughItsItems) {
  const Rules rules = TwoItems();
  State state = Lobby();
  EXPECT_EQ(state.phase, Session::PHASE_LOBBY);
  Do(state, rules, "start {}", {5 * kSecond, 0});
  EXPECT_EQ(state.phase, Session::PHASE_ITEM_OPEN);
  EXPECT_EQ(state.opens_micros, 5 * kSecond);
  Do(state, rules, "reveal {}");
  EXPECT_EQ(state.phase, Session::PHASE_REVEALED);
  EXPECT_TRUE(state.items[0].closed);
  Do(state, rules, "next {}");
  EXPECT_EQ(state.item, 1);
  Do(state, rules, "skip {}");
  EXPECT_FALSE(Counts(state, 1));
  EXPECT_EQ(Refusal(state, rules, "reveal {}"), "FAILED_PRECONDITION");
  EXPECT_EQ(Refusal(state, rules, "next {}"), "FAILED_PRECONDITION");
  Do(state, rules, "end {}");
  EXPECT_TRUE(state.ended());
  EXPECT_EQ(Refusal(state, rules, "lock { locked: true }"), "FAILED_PRECONDITION");
  EXPECT_EQ(state.seq, 7);
}

TEST(Decide, RefusesWhatDoesNotFitThePhase) {
  const Rules rules = TwoItems();
  State state = Lobby();
  for (const char* action :
       {"next {}", "reveal {}", "skip {}", "pause {}", "resume {}", "extend { by { seconds: 5 } }"}) {
    EXPECT_EQ(Refusal(state, rules, action), "FAILED_PRECONDITION") << action;
  }
  EXPECT_EQ(Refusal(state, rules, ""), "INVALID_ARGUMENT");
  Do(state, rules, "start {}");
  EXPECT_EQ(Refusal(state, rules, "start {}"), "FAILED_PRECONDITION");
  EXPECT_EQ(Refusal(state, rules, "next {}"), "FAILED_PRECONDITION");
  EXPECT_EQ(Refusal(state, rules, "extend { by { seconds: 601 } }"), "INVALID_ARGUMENT");
}

TEST(Decide, RefusesACommandForAnOlderSeq) {
  const auto events = Decide(Lobby(), TwoItems(), Command(0, "start {}"), {});
  EXPECT_EQ(events.status().code(), absl::StatusCode::kAborted);
}

TEST(Due, ClosesTheItemAfterTheGrace) {
  State state = Lobby();
  EXPECT_TRUE(Due(state, {0, 100 * kSecond}).empty());
  Do(state, TwoItems(), "start {}");
  EXPECT_TRUE(Due(state, {0, 20 * kSecond}).empty());
  const auto events = Due(state, {0, 20 * kSecond + 300'000});
  ASSERT_EQ(events.size(), 1u);
  Apply(state, events[0]);
  EXPECT_EQ(state.phase, Session::PHASE_ITEM_CLOSED);
  EXPECT_TRUE(Due(state, {0, 30 * kSecond}).empty());
}

TEST(Due, CountsNoPauseAndEveryExtension) {
  const Rules rules = TwoItems();
  State state = Lobby();
  ItemClock clock;
  Do(state, rules, "start {}", {100 * kSecond, 0});
  clock.See(state, 100 * kSecond);
  Do(state, rules, "pause {}", {105 * kSecond, clock.Elapsed(state, 105 * kSecond)});
  EXPECT_TRUE(Due(state, {900 * kSecond, clock.Elapsed(state, 900 * kSecond)}).empty());
  Do(state, rules, "extend { by { seconds: 10 } }");
  Do(state, rules, "resume {}", {900 * kSecond, 0});
  clock.See(state, 900 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 901 * kSecond), 6 * kSecond);
  EXPECT_TRUE(Due(state, {0, clock.Elapsed(state, 925 * kSecond)}).empty());
  EXPECT_FALSE(Due(state, {0, clock.Elapsed(state, 926 * kSecond)}).empty());
}

TEST(MayAnswer, TakesAnswersInTimeOnly) {
  const Rules rules = TwoItems();
  State state = Lobby();
  EXPECT_FALSE(MayAnswer(state, 0, {}).ok());
  Do(state, rules, "start {}");
  EXPECT_TRUE(MayAnswer(state, 0, {0, 20 * kSecond}).ok());
  EXPECT_FALSE(MayAnswer(state, 0, {0, 20 * kSecond + 1}).ok());
  EXPECT_FALSE(MayAnswer(state, 1, {0, 0}).ok());
  Do(state, rules, "pause {}");
  EXPECT_FALSE(MayAnswer(state, 0, {0, 0}).ok());
  Do(state, rules, "reveal {}");
  EXPECT_FALSE(MayAnswer(state, 0, {0, 0}).ok());
}

// The stamp in the log is of another clock, which may be an hour off: it means nothing.
TEST(ItemClock, CountsFromWhatItSawAndWhatOthersCounted) {
  State state = Lobby();
  Do(state, TwoItems(), "start {}", {1000 * kSecond, 0});
  ItemClock clock;
  clock.See(state, 50 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 51 * kSecond), 1 * kSecond);
  clock.SeeAnswer(state, 11 * kSecond, 51 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 52 * kSecond), 12 * kSecond);
  clock.SeeAnswer(state, 3 * kSecond, 52 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 52 * kSecond), 12 * kSecond);
  clock.SeeAge(state.timing_seq, 15 * kSecond, 52 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 52 * kSecond), 15 * kSecond);
  clock.SeeAge(state.timing_seq - 1, 19 * kSecond, 52 * kSecond);  // of another item
  EXPECT_EQ(clock.Elapsed(state, 52 * kSecond), 15 * kSecond);
}

TEST(ItemClock, LearnsTheAgeAfterAPauseTooButNoAnswers) {
  State state = Lobby();
  Do(state, TwoItems(), "start {}", {1000 * kSecond, 0});
  Do(state, TwoItems(), "pause {}", {1005 * kSecond, 4 * kSecond});  // by a replica that was a second late
  Do(state, TwoItems(), "resume {}", {1010 * kSecond, 0});
  ItemClock clock;
  clock.See(state, 1010 * kSecond);
  clock.SeeAnswer(state, 5 * kSecond, 1010 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 1010 * kSecond), 4 * kSecond);
  clock.SeeAge(state.timing_seq, 6 * kSecond, 1010 * kSecond);
  EXPECT_EQ(clock.Elapsed(state, 1010 * kSecond), 6 * kSecond);
}

}  // namespace
}  // namespace lyceum::quiz::live
