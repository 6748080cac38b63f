#include "services/progress/memory/logic/scheduler.h"

#include <set>

#include "gtest/gtest.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/logic/replay.h"

namespace lyceum::progress::memory {
namespace {

constexpr int64_t kSecond = 1'000'000;

Settings Quiet() {
  Settings settings;
  settings.fuzz = false;
  return settings;
}

Card Answers(const Scheduler& scheduler, std::initializer_list<Rating> ratings, uint64_t seed = 0) {
  Card card;
  Moment now{kSecond, 0};
  for (const Rating rating : ratings) {
    card = scheduler.Answer(card, rating, now, seed);
    now = card.due_us > 0 ? Moment{card.due_us, now.day} : Moment{now.us + kSecond, card.due_day};
  }
  return card;
}

TEST(Scheduler, KeepsEachButtonADayAboveTheOneBefore) {
  const Scheduler scheduler(Quiet());
  const Card card = Answers(scheduler, {Rating::kGood, Rating::kGood, Rating::kAgain, Rating::kGood});
  int64_t before = 0;
  for (const Rating rating : {Rating::kHard, Rating::kGood, Rating::kEasy}) {
    const Card next = scheduler.Answer(card, rating, {card.last_us + kSecond, card.due_day}, 0);
    EXPECT_GT(next.scheduled_days, before);
    before = next.scheduled_days;
  }
}

TEST(Scheduler, NeverGoesBeyondTheMaximum) {
  for (const bool fuzz : {false, true}) {
    Settings settings;
    settings.fuzz = fuzz;
    settings.maximum_interval_days = 7;
    const Scheduler scheduler(settings);
    Card card;
    for (int i = 0; i < 50; ++i) {
      card = scheduler.Answer(card, Rating::kEasy, {kSecond * (i + 1), card.due_day}, 17);
      EXPECT_LE(card.scheduled_days, 7);
      EXPECT_GE(card.scheduled_days, 1);
    }
  }
}

TEST(Scheduler, FuzzIsTheSameForOneCardAndDiffersAmongCards) {
  const Scheduler scheduler{Settings()};
  std::set<int64_t> days;
  for (uint64_t n = 0; n < 100; ++n) {
    const uint64_t seed = FuzzSeed("card" + std::to_string(n));
    const Card card = Answers(scheduler, {Rating::kEasy, Rating::kGood}, seed);
    EXPECT_EQ(card, Answers(scheduler, {Rating::kEasy, Rating::kGood}, seed));
    days.insert(card.scheduled_days);
  }
  EXPECT_GE(days.size(), 4u);
}

TEST(Scheduler, AnAnswerBeforeTheLastCountsAsTheSameDay) {
  const Scheduler scheduler(Quiet());
  const Card card = scheduler.Answer(Card(), Rating::kEasy, {10 * kSecond, 100}, 0);
  EXPECT_EQ(scheduler.Answer(card, Rating::kGood, {5 * kSecond, 90}, 0).memory,
            scheduler.Answer(card, Rating::kGood, {11 * kSecond, 100}, 0).memory);
}

TEST(Scheduler, LearnsAgainAfterALapse) {
  const Scheduler scheduler(Quiet());
  const Card lapsed = Answers(scheduler, {Rating::kEasy, Rating::kAgain});
  EXPECT_EQ(lapsed.state, State::kRelearning);
  EXPECT_EQ(lapsed.lapses, 1);
  EXPECT_EQ(lapsed.due_us - lapsed.last_us, 600 * kSecond);
  EXPECT_EQ(scheduler.Answer(lapsed, Rating::kGood, {lapsed.due_us, lapsed.last_day}, 0).state, State::kReview);
}

TEST(Scheduler, ShortTermOffKnowsNoSteps) {
  Settings settings = Quiet();
  settings.short_term = false;
  for (const Convention convention : {Convention::kAnki, Convention::kTsFsrs}) {
    settings.convention = convention;
    const Card card = Answers(Scheduler(settings), {Rating::kAgain});
    EXPECT_EQ(card.state, State::kReview);
    EXPECT_EQ(card.scheduled_days, 1);
  }
}

TEST(Scheduler, LeechesComeAtTheThresholdAndEachHalfAfterIt) {
  std::set<int64_t> leeches;
  for (int64_t lapses = 0; lapses <= 20; ++lapses) {
    if (IsLeech(lapses, 8)) leeches.insert(lapses);
  }
  EXPECT_EQ(leeches, (std::set<int64_t>{8, 12, 16, 20}));
  EXPECT_FALSE(IsLeech(100, 0));
  EXPECT_TRUE(IsLeech(5, 5));
  EXPECT_FALSE(IsLeech(7, 5));
  EXPECT_TRUE(IsLeech(8, 5));
  EXPECT_TRUE(IsLeech(2, 1));

  Settings settings = Quiet();
  settings.leech_lapses = 2;
  settings.suspend_leeches = true;
  const Card card =
      Answers(Scheduler(settings), {Rating::kEasy, Rating::kAgain, Rating::kGood, Rating::kAgain});
  EXPECT_TRUE(card.leech);
  EXPECT_TRUE(card.suspended);
}

TEST(Scheduler, Sm2GoesByOneSixAndTheEase) {
  Settings settings = Quiet();
  settings.algorithm = Algorithm::kSm2;
  const Scheduler scheduler(settings);
  EXPECT_EQ(Answers(scheduler, {Rating::kGood}).scheduled_days, 1);
  EXPECT_EQ(Answers(scheduler, {Rating::kGood, Rating::kGood}).scheduled_days, 6);
  EXPECT_EQ(Answers(scheduler, {Rating::kGood, Rating::kGood, Rating::kGood}).scheduled_days, 15);
  const Card failed = Answers(scheduler, {Rating::kGood, Rating::kGood, Rating::kAgain});
  EXPECT_EQ(failed.scheduled_days, 1);
  EXPECT_EQ(failed.lapses, 1);
  EXPECT_LT(failed.sm2.ease, 2.5);
}

TEST(Fsrs, TakesOverWhatSm2Knew) {
  const Fsrs fsrs(kDefaultParameters);
  const Memory memory = fsrs.FromSm2(2.5, 100, 0.9);
  EXPECT_NEAR(memory.stability, 100, 1e-6);
  EXPECT_NEAR(fsrs.Recall(100, memory.stability), 0.9, 1e-9);
  // It is as easy as makes the next interval the ease times the last one.
  EXPECT_NEAR(fsrs.LookAt(memory, 100).After(Rating::kGood).stability, 250, 0.5);
  EXPECT_LT(fsrs.FromSm2(3, 100, 0.9).difficulty, memory.difficulty);
  EXPECT_EQ(fsrs.FromSm2(1.3, 0, 0.9).stability, kLeastStability);
}

Entry Line(std::string id, EntryKind kind, Moment at, int64_t value = 0, std::string undoes = "") {
  return {std::move(id), kind, at, value, std::move(undoes)};
}

TEST(Replay, WhatIsUndoneDoesNotCount) {
  const Scheduler scheduler(Quiet());
  const Entry first = Line("a", EntryKind::kReview, {kSecond, 0}, 3);
  const Entry second = Line("b", EntryKind::kReview, {2 * kSecond, 0}, 1);
  const Entry undo = Line("c", EntryKind::kUndo, {3 * kSecond, 0}, 0, "b");
  const Entry third = Line("d", EntryKind::kReview, {4 * kSecond, 0}, 4);
  EXPECT_EQ(Replay(scheduler, {first, second, undo}, 0), Replay(scheduler, {first}, 0));
  EXPECT_EQ(Replay(scheduler, {first, second, undo, third}, 0), Replay(scheduler, {first, third}, 0));
  // Also when it comes, by another clock, before what it undoes.
  EXPECT_EQ(Replay(scheduler, {undo, first, second}, 0), Replay(scheduler, {first}, 0));
  const std::vector<Entry> log = {first, second, undo};
  ASSERT_NE(LastToUndo(log), nullptr);
  EXPECT_EQ(LastToUndo(log)->id, "a");
  EXPECT_EQ(LastToUndo({}), nullptr);
}

TEST(Replay, FollowsWhatTheLearnerDecides) {
  const Scheduler scheduler(Quiet());
  const std::vector<Entry> answered = {Line("a", EntryKind::kReview, {kSecond, 5}, 4)};
  const auto with = [&](Entry entry) {
    std::vector<Entry> log = answered;
    log.push_back(std::move(entry));
    return Replay(scheduler, log, 0);
  };
  const Card due = with(Line("b", EntryKind::kSetDue, {2 * kSecond, 5}, 40));
  EXPECT_EQ(due.due_day, 40);
  EXPECT_EQ(due.scheduled_days, 35);
  EXPECT_EQ(due.memory, Replay(scheduler, answered, 0).memory);
  EXPECT_EQ(with(Line("b", EntryKind::kForget, {2 * kSecond, 5})), Card());
  EXPECT_TRUE(with(Line("b", EntryKind::kSuspend, {2 * kSecond, 5})).suspended);
  EXPECT_EQ(with(Line("b", EntryKind::kBury, {2 * kSecond, 5}, 6)).buried_day, 6);

  // A date on a new card makes a review of it, whose first answer makes its memory.
  Card fresh = Apply(scheduler, Card(), Line("b", EntryKind::kSetDue, {kSecond, 5}, 9), 0);
  EXPECT_EQ(fresh.state, State::kReview);
  EXPECT_FALSE(fresh.memory.known());
  fresh = Apply(scheduler, fresh, Line("c", EntryKind::kReview, {2 * kSecond, 9}, 3), 0);
  EXPECT_EQ(fresh.memory, scheduler.fsrs().First(Rating::kGood));
}

}  // namespace
}  // namespace lyceum::progress::memory
