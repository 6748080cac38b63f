#include "services/progress/memory/logic/queue.h"

#include "gmock/gmock.h"
#include "services/progress/memory/logic/preset.h"

namespace lyceum::progress::memory {
namespace {

using testing::ElementsAre;

constexpr Day kToday = 1000;

StudyCard Fresh(std::string id, int64_t position, std::string note = "") {
  return {std::move(id), std::move(note), position, Card()};
}

StudyCard Due(std::string id, Day due, int64_t interval, double difficulty = 5, std::string note = "") {
  StudyCard card{std::move(id), std::move(note), 0, Card()};
  card.card.state = State::kReview;
  card.card.reps = 3;
  card.card.due_day = due;
  card.card.scheduled_days = interval;
  card.card.last_day = due - interval;
  card.card.memory = {static_cast<double>(interval), difficulty};
  return card;
}

std::vector<std::string> Ids(const Queue& queue) {
  std::vector<std::string> ids;
  for (const StudyCard& card : queue.cards) ids.push_back(card.id);
  return ids;
}

Queue Arranged(Pools pools, v1::Preset preset = {}, Done done = {}) {
  const v1::Preset whole = WithDefaults(std::move(preset));
  return Arrange(std::move(pools), whole, Scheduler(SettingsOf(whole)), done, kToday);
}

v1::Preset Ordered(v1::Preset::ReviewOrder order) {
  v1::Preset preset;
  preset.set_review_order(order);
  return preset;
}

TEST(Arrange, OrdersReviews) {
  // a is the most overdue, b the longest interval, c the hardest.
  Pools pools;
  pools.reviews = {Due("c", kToday - 1, 10, 9), Due("a", kToday - 5, 5, 4), Due("b", kToday - 3, 100, 2)};
  EXPECT_THAT(Ids(Arranged(pools)), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_INTERVALS_ASCENDING))), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_INTERVALS_DESCENDING))), ElementsAre("b", "c", "a"));
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_DIFFICULTY_ASCENDING))), ElementsAre("b", "a", "c"));
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_DIFFICULTY_DESCENDING))),
              ElementsAre("c", "a", "b"));
  // Days overdue by interval: a 5/5, c 1/10, b 3/100.
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_RECALL_ASCENDING))), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Ids(Arranged(pools, Ordered(v1::Preset::REVIEW_ORDER_RECALL_DESCENDING))), ElementsAre("b", "c", "a"));
}

TEST(Arrange, ChanceIsTheSameAllDayAndAnotherTheNext) {
  Pools pools;
  for (int i = 0; i < 50; ++i) pools.reviews.push_back(Due("card" + std::to_string(i), kToday, 10));
  const v1::Preset preset = WithDefaults(Ordered(v1::Preset::REVIEW_ORDER_RANDOM));
  const Scheduler scheduler(SettingsOf(preset));
  const auto today = Ids(Arrange(pools, preset, scheduler, {}, kToday));
  EXPECT_EQ(today, Ids(Arrange(pools, preset, scheduler, {}, kToday)));
  EXPECT_NE(today, Ids(Arrange(pools, preset, scheduler, {}, kToday + 1)));
}

TEST(Arrange, MixesAndLimits) {
  Pools pools;
  pools.learning = {Fresh("step", 0)};
  pools.later = {Fresh("soon", 0)};
  for (int i = 0; i < 4; ++i) pools.reviews.push_back(Due("r" + std::to_string(i), kToday - 4 + i, 10));
  for (int i = 0; i < 3; ++i) pools.fresh.push_back(Fresh("n" + std::to_string(i), 3 - i));
  v1::Preset preset;
  preset.set_new_per_day(3);
  preset.set_reviews_per_day(5);
  // One new card and one review were studied already.
  Done done;
  done.fresh = done.reviews = 1;
  EXPECT_THAT(Ids(Arranged(pools, preset, done)),
              ElementsAre("step", "r0", "n2", "r1", "r2", "n1", "r3", "soon"));
  preset.set_mix(v1::Preset::MIX_NEW_FIRST);
  EXPECT_THAT(Ids(Arranged(pools, preset, done)),
              ElementsAre("step", "n2", "n1", "r0", "r1", "r2", "r3", "soon"));
  preset.set_mix(v1::Preset::MIX_REVIEWS_FIRST);
  preset.set_reviews_per_day(2);
  EXPECT_THAT(Ids(Arranged(pools, preset, done)), ElementsAre("step", "r0", "n2", "n1", "soon"));
  preset.set_reviews_per_day(0);
  preset.set_new_per_day(0);
  const Queue nothing = Arranged(pools, preset, done);
  EXPECT_THAT(Ids(nothing), ElementsAre("step", "soon"));
  EXPECT_EQ(nothing.fresh_left + nothing.reviews_left, 0);
}

TEST(Arrange, ShowsOneOfSiblings) {
  Pools pools;
  pools.learning = {Fresh("step", 0, "w")};
  pools.reviews = {Due("r1", kToday - 2, 5, 5, "x"), Due("r2", kToday - 1, 5, 5, "x"), Due("r3", kToday, 5, 5, "w"),
                   Due("r4", kToday, 5)};
  pools.fresh = {Fresh("n1", 1, "x"), Fresh("n2", 2, "y"), Fresh("n3", 3, "y"), Fresh("n4", 4, "z")};
  Done done;
  done.notes = {"z"};
  v1::Preset preset;
  preset.set_mix(v1::Preset::MIX_REVIEWS_FIRST);
  EXPECT_THAT(Ids(Arranged(pools, preset, done)), ElementsAre("step", "r1", "r4", "n2"));
  preset.set_bury_siblings(false);
  EXPECT_EQ(Arranged(pools, preset, done).cards.size(), 9u);
}

TEST(CheckPreset, NamesEachFieldThatIsWrong) {
  v1::Preset preset;
  preset.add_parameters(1);
  preset.set_desired_retention(0.69);
  preset.set_maximum_interval_days(0);
  preset.mutable_learning_steps()->add_steps()->set_nanos(5);
  for (int i = 0; i < 11; ++i) preset.mutable_relearning_steps()->add_steps()->set_seconds(60);
  preset.set_leech_lapses(-1);
  preset.set_new_per_day(10'000);
  preset.set_reviews_per_day(-1);
  preset = WithDefaults(preset);
  Violations violations;
  CheckPreset("preset", preset, violations);
  const std::string text(violations.ToStatus().message());
  for (const char* field : {"preset.parameters", "preset.desired_retention", "preset.maximum_interval_days",
                            "preset.learning_steps.steps[0]", "preset.relearning_steps.steps", "preset.leech_lapses",
                            "preset.new_per_day", "preset.reviews_per_day"}) {
    EXPECT_THAT(text, testing::HasSubstr(field));
  }
}

TEST(CheckPreset, LeavesNoTraceOfOldVersionsOfParameters) {
  v1::Preset preset;
  for (const double w : {0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192, 1.01925,
                         1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621}) {
    preset.add_parameters(w);
  }
  preset = WithDefaults(preset);
  Violations violations;
  CheckPreset("preset", preset, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(preset.parameters_size(), kParameters);
  EXPECT_EQ(SettingsOf(preset).parameters[20], 0.5);
  EXPECT_EQ(SettingsOf(WithDefaults({})), Settings());
}

}  // namespace
}  // namespace lyceum::progress::memory
