// What to study now, and the settings it follows.
#include <algorithm>

#include "tests/contract/progress_memory_fixture.h"

namespace lyceum::progress {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ProgressMemoryQueueTest : public MemoryTest {};
INSTANTIATE_TEST_SUITE_P(, ProgressMemoryQueueTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ProgressMemoryQueueTest, GivesNewCardsInTheirOrderUpToTheDaysLimit) {
  v1::Preset preset;
  preset.set_new_per_day(2);
  ASSERT_TRUE(Update(preset).ok());
  AddCards({"c", "a", "b"});
  v1::GetQueueResponse queue = QueueOf();
  EXPECT_THAT(Ids(queue), ElementsAre("c", "a"));
  EXPECT_EQ(queue.new_count(), 2);
  EXPECT_EQ(queue.learning_count() + queue.review_count(), 0);

  MustSend({Answered("c", v1::RATING_EASY)});
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a"));
  MustSend({Answered("a", v1::RATING_EASY)});
  EXPECT_THAT(Ids(QueueOf()), IsEmpty());
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("b"));
}

TEST_P(ProgressMemoryQueueTest, BringsCardsBackOnTheirSteps) {
  AddCards({"a", "b"});
  MustSend({Answered("a", v1::RATING_GOOD)});  // in 10 minutes
  v1::GetQueueResponse queue = QueueOf();
  EXPECT_THAT(Ids(queue), ElementsAre("b", "a"));  // soon, so it comes last
  EXPECT_EQ(queue.learning_count(), 1);
  EXPECT_EQ(queue.next_due_time().seconds(), absl::ToUnixSeconds(clock_.Now() + absl::Minutes(10)));
  clock_.Advance(absl::Minutes(10));
  queue = QueueOf();
  EXPECT_THAT(Ids(queue), ElementsAre("a", "b"));
  EXPECT_FALSE(queue.has_next_due_time());
}

TEST_P(ProgressMemoryQueueTest, PreviewsWhatTheAnswersThenDo) {
  AddCards({"a"});
  MustSend({Answered("a", v1::RATING_EASY)});
  clock_.Advance(absl::Hours(24 * 9));
  const v1::GetQueueResponse queue = QueueOf();
  ASSERT_THAT(queue.cards(), SizeIs(1));
  v1::PreviewIntervalsRequest request;
  request.set_name(queue.cards(0).card().name());
  const auto previews = reviews_.PreviewIntervals(learner_, request);
  ASSERT_THAT(previews->previews(), SizeIs(4));
  ASSERT_THAT(queue.cards(0).previews(), SizeIs(4));
  for (int i = 0; i < 4; ++i) {
    const v1::IntervalPreview& preview = previews->previews(i);
    EXPECT_EQ(preview.SerializeAsString(), queue.cards(0).previews(i).SerializeAsString());
    const v1::ReviewEntry entry = Answered("a", preview.rating());
    const v1::Card card = MustSend({entry}).cards(0);
    EXPECT_EQ(card.due_time().seconds(), preview.due_time().seconds());
    EXPECT_EQ(card.interval_days(), preview.interval_days());
    EXPECT_EQ(card.stability(), preview.stability());
    EXPECT_EQ(card.difficulty(), preview.difficulty());
    EXPECT_EQ(card.state(), preview.state());
    MustSend({Undone(entry)});
  }
}

TEST_P(ProgressMemoryQueueTest, ShowsOneOfSiblingsADay) {
  AddCards({"a1", "a2"}, "", "a");
  AddCards({"b1", "b2"}, "", "b");
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a1", "b1"));
  MustSend({Answered("b1", v1::RATING_EASY)});
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a1"));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a1", "b2"));
  v1::Preset preset;
  preset.set_bury_siblings(false);
  ASSERT_TRUE(Update(preset, {"bury_siblings"}).ok());
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a1", "a2", "b2"));
}

TEST_P(ProgressMemoryQueueTest, ADayIsTheLearnersOwn) {
  SetZone("ada", "America/New_York");
  AddCards({"a"});
  // 23:30 in New York on the 20th; the next day there begins 8:00 UTC on the 21st.
  const absl::Time late = At("2026-05-21T03:30:00Z");
  clock_.Advance(late - clock_.Now());
  v1::Preset preset;
  preset.set_fuzz(false);
  ASSERT_TRUE(Update(preset).ok());
  const v1::Card card = MustSend({Answered("a", v1::RATING_EASY)}).cards(0);
  EXPECT_EQ(card.due_date(), "2026-05-28");
  EXPECT_EQ(card.due_time().seconds(), absl::ToUnixSeconds(At("2026-05-28T08:00:00Z")));
  clock_.Advance(At("2026-05-28T07:59:00Z") - late);
  EXPECT_THAT(Ids(QueueOf()), IsEmpty());
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a"));
}

TEST_P(ProgressMemoryQueueTest, PresetsKeepWhatTheyAreTold) {
  v1::GetPresetRequest get;
  get.set_name(absl::StrCat(kAda, "/presets/default"));
  const v1::Preset untouched = presets_.GetPreset(learner_, get)->preset();
  EXPECT_EQ(untouched.revision(), 0);
  EXPECT_EQ(untouched.parameters_size(), memory::kParameters);
  EXPECT_EQ(untouched.new_per_day(), 20);
  EXPECT_EQ(untouched.relearning_steps().steps_size(), 1);

  v1::Preset wanted;
  wanted.set_desired_retention(0.95);
  wanted.mutable_learning_steps();  // none
  wanted.set_etag(untouched.etag());
  const auto changed = Update(wanted, {"desired_retention", "learning_steps"});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->revision(), 1);
  EXPECT_EQ(changed->learning_steps().steps_size(), 0);
  EXPECT_EQ(changed->relearning_steps().steps_size(), 1);
  EXPECT_EQ(presets_.GetPreset(learner_, get)->preset().SerializeAsString(), changed->SerializeAsString());
  EXPECT_EQ(Update(wanted).status().code(), absl::StatusCode::kAborted);  // the old etag

  wanted.clear_etag();
  wanted.set_desired_retention(0.5);
  EXPECT_THAT(FaultyFields(Update(wanted).status()), ElementsAre("preset.desired_retention"));
  EXPECT_THAT(FaultyFields(Update(wanted, {"revision"}).status()), ElementsAre("update_mask"));
  wanted.set_desired_retention(0.9);
  wanted.add_parameters(1e9);
  EXPECT_THAT(FaultyFields(Update(wanted).status()), ElementsAre("preset.parameters"));

  get.set_name(absl::StrCat(kAda, "/presets/none"));
  EXPECT_EQ(presets_.GetPreset(learner_, get).status().code(), absl::StatusCode::kNotFound);
  v1::ListPresetsRequest list;
  list.set_parent(kAda);
  EXPECT_THAT(presets_.ListPresets(learner_, list)->presets(), SizeIs(1));
}

TEST_P(ProgressMemoryQueueTest, ListsCardsAndLinesInPages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back("card" + std::to_string(i));
  AddCards(ids);
  for (int i = 0; i < 5; ++i) MustSend({Answered("card3", v1::RATING_GOOD, clock_.Now() - absl::Hours(100 - i))});
  std::vector<std::string> names;
  v1::ListCardsRequest cards;
  cards.set_parent(kAda);
  cards.set_page_size(3);
  do {
    const auto page = reviews_.ListCards(learner_, cards);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Card& card : page->cards()) names.push_back(card.name());
    cards.set_page_token(page->next_page_token());
  } while (!cards.page_token().empty());
  EXPECT_THAT(names, SizeIs(7));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));

  std::vector<std::string> lines;
  v1::ListReviewsRequest reviews;
  reviews.set_parent(absl::StrCat(kAda, "/cards/card3"));
  reviews.set_page_size(2);
  do {
    const auto page = reviews_.ListReviews(learner_, reviews);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::ReviewEntry& entry : page->entries()) lines.push_back(entry.entry_id());
    reviews.set_page_token(page->next_page_token());
  } while (!reviews.page_token().empty());
  EXPECT_THAT(lines, SizeIs(5));
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
}

}  // namespace
}  // namespace lyceum::progress
