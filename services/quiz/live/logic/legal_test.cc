#include "services/quiz/live/logic/legal.h"

#include <random>

#include "gtest/gtest.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

std::string Why(const State& state, const std::string& event) {
  return WhyIllegal(state, TwoItems(), FromText<v1::LogEvent>(event));
}

State After(const std::vector<std::string>& actions) {
  State state = Lobby();
  for (const std::string& action : actions) Do(state, TwoItems(), action, {0, kSecond});
  return state;
}

TEST(WhyIllegal, LetsThroughWhateverHostsAndTimersDo) {
  const char* const actions[] = {"lock { locked: true }", "start {}", "next {}", "reveal {}", "skip {}", "pause {}",
                                 "resume {}", "extend { by { seconds: 5 } }", "kick { participant: 'a/b' }",
                                 "rename { participant: 'a/b' nickname: 'x' }", "end {}"};
  const Rules rules = TwoItems();
  std::mt19937 random(7);
  int events = 0;
  for (int session = 0; session < 300; ++session) {
    State state;
    const auto take = [&](const v1::LogEvent& event) {
      ASSERT_EQ(WhyIllegal(state, rules, event), "") << event.DebugString();
      Apply(state, event);
      ++events;
    };
    take(Created(2, 0));
    for (int step = 0; step < 40 && !state.ended(); ++step) {
      const Moment moment{0, static_cast<int64_t>(random() % 30) * kSecond};
      for (const v1::LogEvent& event : Due(state, moment)) take(event);
      // The last one, the end, seldom.
      const size_t at = random() % (random() % 8 == 0 ? std::size(actions) : std::size(actions) - 1);
      const auto decided = Decide(state, rules, Command(state.seq, actions[at]), moment);
      if (!decided.ok()) continue;
      for (const v1::LogEvent& event : *decided) take(event);
    }
  }
  EXPECT_GT(events, 2'000);
}

TEST(WhyIllegal, FindsABeginningThatIsNone) {
  EXPECT_EQ(Why(State(), "locked {}"), "the session is not created first");
  EXPECT_EQ(Why(State(), "created { item_count: 3 }"), "the session has not the quiz's items");
  EXPECT_EQ(Why(Lobby(), "created { item_count: 2 }"), "the session is created twice");
  EXPECT_EQ(Why(After({"end {}"}), "locked {}"), "something happens after the end");
  EXPECT_EQ(Why(Lobby(), "at_micros: 1"), "the event says nothing");
}

TEST(WhyIllegal, FindsItemsOutOfTurn) {
  const State open = After({"start {}"}), closed = After({"start {}", "skip {}"});
  const State last = After({"start {}", "reveal {}", "next {}", "reveal {}"});
  EXPECT_EQ(Why(open, "opened { item: 1 lasts_micros: 20000000 }"), "an item opens in PHASE_ITEM_OPEN");
  EXPECT_EQ(Why(closed, "opened { item: 0 lasts_micros: 20000000 }"), "item 0 opens after item 0");
  EXPECT_EQ(Why(last, "opened { item: 2 lasts_micros: 20000000 }"), "an item opens that the quiz has not");
  EXPECT_EQ(Why(Lobby(), "opened { item: 0 lasts_micros: 19999999 }"), "an item opens for less than its time limit");
  EXPECT_EQ(Why(open, "closed { item: 1 }"), "another item closes than the one that is open");
  EXPECT_EQ(Why(closed, "closed { item: 0 }"), "an item closes in PHASE_ITEM_CLOSED");
  EXPECT_EQ(Why(open, "revealed { item: 0 }"), "an item is revealed in PHASE_ITEM_OPEN");
  EXPECT_EQ(Why(closed, "revealed { item: 0 }"), "a skipped item is revealed");
  EXPECT_EQ(Why(closed, "revealed { item: -1 }"), "another item is revealed than the one that was closed");
  EXPECT_EQ(Why(open, "ended {}"), "the session ends in PHASE_ITEM_OPEN");
  EXPECT_EQ(Why(closed, "late_answer { item: 0 }"), "");
  EXPECT_EQ(Why(closed, "late_answer { item: 1 }"), "an answer is late for an item that was not asked");
  EXPECT_EQ(Why(closed, "late_answer { item: -1 }"), "an answer is late for an item that was not asked");
}

TEST(WhyIllegal, FindsTimesThatCannotBe) {
  const State open = After({"start {}"}), paused = After({"start {}", "pause {}"});
  EXPECT_EQ(Why(open, "paused { elapsed_micros: 20000001 }"), "an item is paused outside its time");
  EXPECT_EQ(Why(open, "paused { elapsed_micros: -1 }"), "an item is paused outside its time");
  EXPECT_EQ(Why(paused, "paused {}"), "an item is paused in PHASE_PAUSED");
  EXPECT_EQ(Why(open, "resumed {}"), "an item is resumed in PHASE_ITEM_OPEN");
  EXPECT_EQ(Why(paused, "resumed { elapsed_micros: 5 }"), "a pause changes an item's time");
  EXPECT_EQ(Why(open, "extended { lasts_micros: 20000000 }"), "an extension makes an item's time shorter");
  EXPECT_EQ(Why(open, "extended { lasts_micros: 86400000001 }"), "an item lasts more than 24 hours (kMaxItemTime)");
  EXPECT_EQ(Why(Lobby(), "extended { lasts_micros: 30000000 }"), "an item is extended in PHASE_LOBBY");
}

}  // namespace
}  // namespace lyceum::quiz::live
