// Spaced repetition: the log is the truth, each line counts once and in any order,
// and cards are what it adds up to.
#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "tests/contract/progress_memory_fixture.h"

namespace lyceum::progress {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ProgressMemoryTest : public MemoryTest {};
INSTANTIATE_TEST_SUITE_P(, ProgressMemoryTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

// Two months of study of some cards with everything that can happen to them.
std::vector<v1::ReviewEntry> Everything(const std::function<v1::ReviewEntry(std::string, absl::Time)>& line,
                                        absl::Time from) {
  std::mt19937 random(11);
  std::vector<v1::ReviewEntry> log;
  for (int i = 0; i < 600; ++i) {
    const absl::Time time = from + absl::Minutes(i * 137 + random() % 100);
    v1::ReviewEntry entry = line("card" + std::to_string(random() % 20), time);
    switch (random() % 14) {
      case 0: entry.mutable_forget(); break;
      case 1: entry.mutable_suspend(); break;
      case 2: entry.mutable_resume(); break;
      case 3: entry.mutable_bury(); break;
      case 4: entry.mutable_unbury(); break;
      case 5: entry.set_set_due_date(absl::FormatTime("%Y-%m-%d", time + absl::Hours(48), absl::UTCTimeZone())); break;
      case 6:
        if (!log.empty()) {
          const v1::ReviewEntry& other = log[random() % log.size()];
          entry.set_card_id(other.card_id());
          entry.set_undo_entry_id(other.entry_id());
          break;
        }
        [[fallthrough]];
      default:
        entry.mutable_answered()->set_rating(static_cast<v1::Rating>(1 + random() % 4));
    }
    log.push_back(entry);
  }
  return log;
}

std::vector<std::string> TwentyCards() {
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back("card" + std::to_string(i));
  return ids;
}

TEST_P(ProgressMemoryTest, MovesACardByItsAnswers) {
  AddCards({"a"});
  EXPECT_EQ(CardOf("a").state(), v1::Card::STATE_NEW);
  EXPECT_FALSE(CardOf("a").has_due_time());

  v1::RecordReviewsResponse response = MustSend({Answered("a", v1::RATING_GOOD)});
  ASSERT_THAT(response.cards(), SizeIs(1));
  EXPECT_EQ(response.cards(0).state(), v1::Card::STATE_LEARNING);
  EXPECT_EQ(response.cards(0).due_time().seconds(), absl::ToUnixSeconds(clock_.Now() + absl::Minutes(10)));
  EXPECT_NEAR(response.cards(0).stability(), 2.3065, 1e-9);

  clock_.Advance(absl::Minutes(10));
  response = MustSend({Answered("a", v1::RATING_GOOD)});
  EXPECT_EQ(response.cards(0).state(), v1::Card::STATE_REVIEW);
  EXPECT_EQ(response.cards(0).interval_days(), 2);
  EXPECT_EQ(response.cards(0).due_date(), "2026-05-22");
  EXPECT_EQ(response.cards(0).due_time().seconds(), absl::ToUnixSeconds(At("2026-05-22T04:00:00Z")));

  clock_.Advance(absl::Hours(48));
  const v1::Card due = CardOf("a");
  EXPECT_NEAR(due.recall(), 0.91, 0.02);
  response = MustSend({Answered("a", v1::RATING_AGAIN)});
  EXPECT_EQ(response.cards(0).state(), v1::Card::STATE_RELEARNING);
  EXPECT_EQ(response.cards(0).lapses(), 1);
  EXPECT_EQ(response.cards(0).answers(), 3);
}

TEST_P(ProgressMemoryTest, CountsEachLineOnceWhoeverSendsIt) {
  AddCards(TwentyCards());
  const auto log = Everything([&](std::string card, absl::Time time) { return Line(card, time); },
                              clock_.Now() - absl::Hours(24 * 70));
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (int n = 0; n < 8; ++n) {
    threads.emplace_back([&, n] {
      std::vector<v1::ReviewEntry> mine = log;
      std::rotate(mine.begin(), mine.begin() + n * 70, mine.end());
      for (size_t i = 0; i < mine.size(); i += 60) {
        const std::vector<v1::ReviewEntry> some(mine.begin() + i, mine.begin() + std::min(i + 60, mine.size()));
        Response response = Send(some);
        for (int again = 0; again < 50 && !response.ok(); ++again) response = Send(some);
        ASSERT_TRUE(response.ok()) << response.status();
        EXPECT_EQ(response->accepted_count() + response->duplicate_count(), static_cast<int>(some.size()));
        accepted += response->accepted_count();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, static_cast<int>(log.size()));
  EXPECT_THAT(Dump("memory_log", "entry_id"), SizeIs(log.size()));
  const auto cards = Cards();
  ASSERT_TRUE(RebuildAll().ok());
  EXPECT_EQ(Cards(), cards);
}

TEST_P(ProgressMemoryTest, ComesToTheSameBytesInAnyOrderAndAfterARebuild) {
  SetZone("ada", "Asia/Tokyo");
  AddCards(TwentyCards());
  const auto log = Everything([&](std::string card, absl::Time time) { return Line(card, time); },
                              clock_.Now() - absl::Hours(24 * 70));
  for (size_t i = 0; i < log.size(); i += 30) MustSend({log.begin() + i, log.begin() + i + 30});
  const auto cards = Cards();
  ASSERT_THAT(cards, SizeIs(20));

  ASSERT_TRUE(database_
                  ->Write([](sql::Transaction& t) {
                    return t.Run("UPDATE memory_cards SET stability = 1, state = 0, due = 7, log_id = ''", {}).status();
                  })
                  .ok());
  EXPECT_NE(Cards(), cards);
  ASSERT_TRUE(RebuildAll().ok());
  EXPECT_EQ(Cards(), cards);

  // The same lines into the same cards that know nothing, shuffled and one by one.
  ASSERT_TRUE(database_
                  ->Write([](sql::Transaction& t) { return t.Run("DELETE FROM memory_log", {}).status(); })
                  .ok());
  ASSERT_TRUE(RebuildAll().ok());
  EXPECT_NE(Cards(), cards);
  std::vector<v1::ReviewEntry> shuffled = log;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(5));
  for (const v1::ReviewEntry& entry : shuffled) MustSend({entry});
  EXPECT_EQ(Cards(), cards);
}

TEST_P(ProgressMemoryTest, UndoTakesBackWhatWasDone) {
  AddCards({"a"});
  MustSend({Answered("a", v1::RATING_EASY)});
  const v1::Card before = CardOf("a");
  clock_.Advance(absl::Hours(24 * 8));
  const v1::ReviewEntry mistaken = Answered("a", v1::RATING_AGAIN);
  MustSend({mistaken});
  EXPECT_EQ(CardOf("a").lapses(), 1);
  MustSend({Undone(mistaken)});
  v1::Card after = CardOf("a");
  EXPECT_EQ(after.lapses(), 0);
  EXPECT_EQ(after.due_date(), before.due_date());
  EXPECT_EQ(after.stability(), before.stability());

  // All lines are there, and what comes after counts.
  v1::ListReviewsRequest request;
  request.set_parent(before.name());
  EXPECT_THAT(reviews_.ListReviews(learner_, request)->entries(), SizeIs(3));
  MustSend({Answered("a", v1::RATING_GOOD)});
  EXPECT_EQ(CardOf("a").answers(), 2);
}

TEST_P(ProgressMemoryTest, FollowsWhatTheLearnerDecides) {
  AddCards({"a", "b"});
  MustSend({Answered("a", v1::RATING_EASY)});
  v1::ReviewEntry act = Line("a");
  act.set_set_due_date("2026-05-20");
  MustSend({act});
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a", "b"));

  act = Line("a");
  act.mutable_bury();
  MustSend({act});
  EXPECT_EQ(CardOf("a").buried_until(), "2026-05-21");
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("b"));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a", "b"));

  act = Line("a");
  act.mutable_suspend();
  MustSend({act});
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("b"));
  act = Line("a");
  act.mutable_resume();
  MustSend({act});
  EXPECT_THAT(Ids(QueueOf()), ElementsAre("a", "b"));

  act = Line("a");
  act.mutable_forget();
  MustSend({act});
  EXPECT_EQ(CardOf("a").state(), v1::Card::STATE_NEW);
  EXPECT_EQ(CardOf("a").answers(), 0);
}

TEST_P(ProgressMemoryTest, ANewRevisionCountsFromTheNextAnswerOnAndForTheWholeLog) {
  AddCards({"a", "b"});
  MustSend({Answered("a", v1::RATING_EASY), Answered("b", v1::RATING_EASY)});
  v1::Preset preset;
  for (const double w : memory::kDefaultParameters) preset.add_parameters(w);
  preset.set_parameters(3, 4);  // the stability of a first Easy
  const auto changed = Update(preset, {"parameters"});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->revision(), 1);
  EXPECT_NEAR(CardOf("a").stability(), 8.2956, 1e-9);
  EXPECT_EQ(CardOf("a").preset_revision(), 0);

  clock_.Advance(absl::Hours(24 * 8));
  MustSend({Answered("a", v1::RATING_GOOD)});
  EXPECT_EQ(CardOf("a").preset_revision(), 1);
  memory::Parameters shorter = memory::kDefaultParameters;
  shorter[3] = 4;
  const memory::Fsrs fsrs(shorter);
  EXPECT_EQ(CardOf("a").stability(),
            fsrs.LookAt(fsrs.First(memory::Rating::kEasy), 8).After(memory::Rating::kGood).stability);
  EXPECT_EQ(CardOf("b").preset_revision(), 0);
  const auto cards = Cards();
  ASSERT_TRUE(RebuildAll().ok());
  EXPECT_EQ(Cards(), cards);

  // Limits schedule nothing: no new revision.
  v1::Preset limits;
  limits.set_new_per_day(3);
  EXPECT_EQ(Update(limits, {"new_per_day"})->revision(), 1);
}

TEST_P(ProgressMemoryTest, MovesACardToAnotherPreset) {
  v1::Preset sm2;
  sm2.set_name(absl::StrCat(kAda, "/presets/old-ways"));
  sm2.set_algorithm(v1::Preset::ALGORITHM_SM_2);
  sm2.set_fuzz(false);
  ASSERT_TRUE(Update(sm2).ok());
  AddCards({"a"});
  MustSend({Answered("a", v1::RATING_GOOD)});
  clock_.Advance(absl::Hours(24));
  MustSend({Answered("a", v1::RATING_GOOD)});
  AddCards({"a"}, "old-ways");
  EXPECT_EQ(CardOf("a").interval_days(), 6);
  EXPECT_EQ(CardOf("a").ease(), 2.5);
  EXPECT_FALSE(CardOf("a").has_stability());
  EXPECT_THAT(Ids(QueueOf()), IsEmpty());
  clock_.Advance(absl::Hours(24 * 6));
  EXPECT_THAT(Ids(QueueOf("old-ways")), ElementsAre("a"));
}

TEST_P(ProgressMemoryTest, AnswersToItsItemCountForACardExactlyOnce) {
  v1::PutCardsRequest request;
  request.set_parent(kAda);
  for (const char* id : {"a", "b", "other"}) {
    v1::Card& card = *request.add_cards();
    card.set_name(absl::StrCat(kAda, "/cards/", id));
    card.set_quiz("tenants/t/quizzes/q");
    card.set_item_id(std::string(id) == "other" ? "another item" : "item");
  }
  ASSERT_TRUE(reviews_.PutCards(learner_, request).ok());

  const v1::Event right = Answer("ada", clock_.Now() - absl::Hours(1), 1);
  MustRecord({right, Answer("ada", clock_.Now(), 0), Reading("ada", clock_.Now()), Answer("bob", clock_.Now(), 1)});
  for (const char* id : {"a", "b"}) EXPECT_EQ(CardOf(id).answers(), 2);
  EXPECT_EQ(CardOf("a").state(), v1::Card::STATE_LEARNING);
  EXPECT_EQ(CardOf("other").answers(), 0);
  const auto cards = Cards();

  // The outbox sends again what was not acknowledged.
  ASSERT_TRUE(Record(service_, {right, right}).ok());
  EXPECT_EQ(Cards(), cards);
  ASSERT_TRUE(RebuildAll().ok());
  EXPECT_EQ(Cards(), cards);

  v1::ListReviewsRequest list;
  list.set_parent(absl::StrCat(kAda, "/cards/a"));
  const auto log = reviews_.ListReviews(learner_, list);
  ASSERT_THAT(log->entries(), SizeIs(2));
  EXPECT_EQ(log->entries(0).answered().rating(), v1::RATING_GOOD);
  EXPECT_EQ(log->entries(1).answered().rating(), v1::RATING_AGAIN);
  EXPECT_EQ(log->entries(0).entry_id(), absl::StrCat("event/", right.event_id(), "/a"));
}

TEST_P(ProgressMemoryTest, RefusesWhatIsWrongWhole) {
  AddCards({"a"});
  const v1::ReviewEntry good = Answered("a", v1::RATING_GOOD);
  const auto faults = [&](v1::ReviewEntry bad) { return FaultyFields(Send({good, std::move(bad)}).status()); };
  v1::ReviewEntry bad = good;
  bad.set_entry_id("short");
  EXPECT_THAT(faults(bad), ElementsAre("entries[1].entry_id"));
  bad = Answered("a", v1::RATING_UNSPECIFIED);
  EXPECT_THAT(faults(bad), ElementsAre("entries[1].answered.rating"));
  bad = Answered("a", v1::RATING_GOOD, clock_.Now() + absl::Minutes(11));
  EXPECT_THAT(faults(bad), ElementsAre("entries[1].time"));
  bad = Answered("a", v1::RATING_GOOD, At("1999-12-31T23:59:59Z"));
  EXPECT_THAT(faults(bad), ElementsAre("entries[1].time"));
  bad = Answered("a", v1::RATING_GOOD);
  bad.mutable_answered()->mutable_time_spent()->set_seconds(86'401);
  EXPECT_THAT(faults(bad), ElementsAre("entries[1].answered.time_spent"));
  for (const char* date : {"2026-02-30", "yesterday", "2026-05-19", "2199-01-01"}) {
    bad = Line("a");
    bad.set_set_due_date(date);
    EXPECT_THAT(faults(bad), ElementsAre("entries[1].set_due_date")) << date;
  }
  EXPECT_THAT(faults(Line("a")), ElementsAre("entries[1].act"));
  EXPECT_THAT(FaultyFields(Send({}).status()), ElementsAre("entries"));

  const absl::Status unknown = Send({good, Answered("nobody", v1::RATING_GOOD)}).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(unknown.message(), HasSubstr("cards/nobody"));
  EXPECT_EQ(CardOf("a").state(), v1::Card::STATE_NEW);
  EXPECT_THAT(Dump("memory_log", "entry_id"), IsEmpty());
}

TEST_P(ProgressMemoryTest, RefusesCardsThatAreWrong) {
  v1::PutCardsRequest request;
  request.set_parent(kAda);
  request.add_cards()->set_name("tenants/t/users/bob/cards/a");
  request.add_cards()->set_name(absl::StrCat(kAda, "/cards/b"));
  *request.add_cards() = request.cards(1);
  request.mutable_cards(1)->set_position(-1);
  request.mutable_cards(1)->set_note_id("no good");
  request.mutable_cards(1)->set_item_id("item");
  EXPECT_THAT(FaultyFields(reviews_.PutCards(learner_, request).status()),
              testing::UnorderedElementsAre("cards[0].name", "cards[1].position", "cards[1].note_id",
                                            "cards[1].item_id", "cards[2].name"));
  request.clear_cards();
  request.add_cards()->set_name(absl::StrCat(kAda, "/cards/b"));
  request.mutable_cards(0)->set_preset_id("missing");
  EXPECT_EQ(reviews_.PutCards(learner_, request).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Cards(), IsEmpty());
}

}  // namespace
}  // namespace lyceum::progress
