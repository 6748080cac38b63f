#include "services/quiz/logic/paper.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lyceum/quiz/v1/attempt_service.pb.h"
#include "lyceum/quiz/v1/quiz_authoring_service.pb.h"
#include "lyceum/quiz/v1/quiz_service.pb.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz {
namespace {

using google::protobuf::Descriptor;

const char kQuiz[] = R"(
  name: 'tenants/t/quizzes/q' title: 'T' language: 'en' revision: 3
  items { id: 'one' prompt: 'P1' points: 1000000 explanation: 'SECRET' hints: 'look up' lineage { quote: 'SECRET' }
          single_choice { choices { id: 'a' text: 'x' feedback: 'SECRET' }
                          choices { id: 'b' text: 'y' correct: true feedback: 'SECRET' }
                          choices { id: 'c' text: 'z' } } }
  items { id: 'two' prompt: 'P2' points: 2000000 short_text { patterns { pattern: 'SECRET' feedback: 'SECRET' } } }
  items { id: 'three' prompt: 'P3' points: 1000000 date { earliest: '1962-07-01' latest: '1962-07-31' text: 'SECRET'
          precision: PRECISION_MONTH } }
  items { id: 'four' prompt: 'P4' points: 1000000 ordering { entries: ['first', 'second', 'third', 'fourth'] } }
  items { id: 'five' prompt: 'P5' points: 1000000
          matching { pairs { stem: 'A' option: '1' } pairs { stem: 'B' option: '2' } distractors: '3' } }
  items { id: 'six' prompt: '{#1} {#2} {#3}' points: 1000000 gap_fill {
          gaps { short_text { patterns { pattern: 'SECRET' } } }
          gaps { weight: 2 layout: LAYOUT_VERTICAL single_choice { choices { id: 'a' text: 'x' feedback: 'SECRET' }
                 choices { id: 'b' text: 'y' correct: true } } }
          gaps { word: 1 } words { text: 'w1' once: true } words { text: 'w2' } words { text: 'v' group: 1 } } })";

// Every message type that can be inside an answer to a learner. What only a
// reveal holds is left out: `stop` ends the search there.
void Reach(const Descriptor* type, const std::set<std::string>& stop, std::set<const Descriptor*>& reached) {
  if (stop.count(type->full_name()) != 0 || !reached.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() != nullptr) Reach(type->field(i)->message_type(), stop, reached);
  }
}

std::set<const Descriptor*> LearnersTypes(const std::set<std::string>& stop) {
  std::set<const Descriptor*> reached;
  // By their files: nothing else here would make the linker keep the services.
  for (const auto* file : {v1::GetQuizResponse::descriptor()->file(), v1::StartAttemptResponse::descriptor()->file()}) {
    const auto* service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i) Reach(service->method(i)->output_type(), stop, reached);
  }
  return reached;
}

// What is the author's is declared in these files, and nothing else is.
bool HoldsKeys(const Descriptor* type) {
  return type->file()->name() == "lyceum/quiz/v1/item.proto" || type->file()->name() == "lyceum/quiz/v1/quiz.proto";
}

std::set<std::string> KeyFields(const std::set<const Descriptor*>& types) {
  static const std::set<std::string> kNames = {
      "correct", "answer", "answers", "fraction_micros", "patterns", "feedback", "explanation", "earliest", "latest",
      "lineage", "tolerance", "reread", "correct_text", "near", "range", "key", "quote", "distractors"};
  std::set<std::string> found;
  for (const Descriptor* type : types) {
    for (int i = 0; i < type->field_count(); ++i) {
      // QuizPolicy.feedback says when answers are shown, not what they are.
      if (type->name() != "QuizPolicy" && kNames.count(type->field(i)->name()) != 0) {
        found.insert(type->field(i)->full_name());
      }
    }
  }
  return found;
}

TEST(LearnersMessages, HaveNoKeyBeforeTheReveal) {
  const auto types = LearnersTypes({"lyceum.quiz.v1.Reveal"});
  EXPECT_GE(types.size(), 25u);  // the search does reach what learners get
  for (const Descriptor* type : types) EXPECT_FALSE(HoldsKeys(type)) << type->full_name();
  EXPECT_THAT(KeyFields(types), testing::IsEmpty());
}

TEST(LearnersMessages, HoldTheRevealInReviewAndSubmitOnly) {
  for (const Descriptor* type : LearnersTypes({})) {
    EXPECT_FALSE(HoldsKeys(type)) << type->full_name();
    for (int i = 0; i < type->field_count(); ++i) {
      const auto* inner = type->field(i)->message_type();
      if (inner == nullptr || inner->name() != "Reveal") continue;
      EXPECT_THAT(type->name(), testing::AnyOf("ReviewedItem", "SubmitResponseResponse"));
    }
  }
}

TEST(LearnersMessages, WouldBeCaughtWithAKey) {
  std::set<const Descriptor*> authors;
  Reach(v1::GetAuthoredQuizResponse::descriptor(), {}, authors);
  EXPECT_TRUE(std::any_of(authors.begin(), authors.end(), HoldsKeys));
  EXPECT_FALSE(KeyFields(authors).empty());
}

TEST(MakePaper, HasTheQuestionsAndNoSecret) {
  const v1::Paper paper = MakePaper(FromText<v1::Quiz>(kQuiz), 5);
  EXPECT_EQ(paper.revision(), 3);
  EXPECT_EQ(paper.max_score(), 7'000'000);
  ASSERT_EQ(paper.items_size(), 6);
  EXPECT_EQ(paper.items(0).single_choice().choices(1).text(), "y");
  EXPECT_EQ(paper.items(0).hints(0), "look up");
  EXPECT_EQ(paper.items(2).date().precision(), v1::DatePaper::PRECISION_MONTH);
  EXPECT_EQ(paper.items(4).matching().options_size(), 3);
  const v1::GapFillPaper& gaps = paper.items(5).gap_fill();
  ASSERT_EQ(gaps.gaps_size(), 3);
  EXPECT_TRUE(gaps.gaps(0).has_short_text());
  EXPECT_EQ(gaps.gaps(1).weight(), 2);
  EXPECT_EQ(gaps.gaps(1).layout(), v1::GapFillPaper::LAYOUT_VERTICAL);
  EXPECT_EQ(gaps.gaps(2).single_choice().choices_size(), 2) << "the words of its group";
  EXPECT_EQ(gaps.once_size(), 1);
  EXPECT_EQ(paper.SerializeAsString().find("SECRET"), std::string::npos);
  EXPECT_EQ(paper.SerializeAsString().find("1962"), std::string::npos);
  EXPECT_EQ(Summarize(paper).item_count(), 6);
}

TEST(MakePaper, HidesTheOrderOfEntries) {
  const auto quiz = FromText<v1::Quiz>(kQuiz);
  std::set<std::string> first;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const v1::Paper paper = MakePaper(quiz, seed);
    const auto& entries = paper.items(3).ordering().entries();
    EXPECT_EQ(entries[0].id(), "e1");  // ids follow the paper, never the key
    first.insert(entries[0].text());
  }
  EXPECT_EQ(first.size(), 4u);
}

TEST(PaperForAttempt, ShufflesAsThePolicyAsks) {
  auto quiz = FromText<v1::Quiz>(kQuiz);
  const v1::Paper plain = MakePaper(quiz, 5);
  EXPECT_EQ(PaperForAttempt(plain, 1).SerializeAsString(), plain.SerializeAsString());
  quiz.mutable_policy()->set_shuffle_items(true);
  quiz.mutable_policy()->set_shuffle_choices(true);
  const v1::Paper paper = MakePaper(quiz, 5);
  EXPECT_EQ(PaperForAttempt(paper, 1).SerializeAsString(), PaperForAttempt(paper, 1).SerializeAsString());
  std::set<std::string> orders;
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const v1::Paper mine = PaperForAttempt(paper, seed);
    EXPECT_EQ(mine.ByteSizeLong(), paper.ByteSizeLong());
    std::string order;
    for (const auto& item : mine.items()) order += item.id();
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 20u);
}

}  // namespace
}  // namespace lyceum::quiz
