#include "services/quiz/logic/validate.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "google/rpc/error_details.pb.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/revise.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz {
namespace {

using testing::Contains;
using testing::ElementsAre;

// The fields a status complains about.
std::set<std::string> Fields(const absl::Status& status) {
  std::set<std::string> fields;
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    if (url.find("BadRequest") == absl::string_view::npos) return;
    google::rpc::BadRequest bad;
    EXPECT_TRUE(bad.ParseFromString(std::string(payload)));
    for (const auto& violation : bad.field_violations()) fields.insert(violation.field());
  });
  return fields;
}

std::set<std::string> FieldsOf(const std::string& text) {
  auto quiz = FromText<v1::Quiz>(text);
  Complete(quiz);
  const absl::Status status = ValidateQuiz(quiz);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status));
  return Fields(status);
}

std::set<std::string> FieldsOfItem(const std::string& item) {
  return FieldsOf("title: 'T' language: 'en' items { prompt: 'P' " + item + " }");
}

TEST(ValidateQuiz, AcceptsEveryKindAsCompleted) {
  EXPECT_THAT(FieldsOf(R"(title: 'T' language: 'de-AT' topic_path: ['history', 'cold-war']
    policy { time_limit { seconds: 600 } grace { seconds: 30 } attempts_allowed: 3 }
    items { prompt: 'P' single_choice { choices { text: 'x' correct: true } choices { text: 'y' } } }
    items { prompt: 'P' multiple_choice { choices { text: 'x' correct: true } choices { text: 'y' } } }
    items { prompt: 'P' true_false {} }
    items { prompt: 'P' short_text { patterns { pattern: 'x' } } }
    items { prompt: 'P' numeric { answers { near { value: 1 relative_tolerance: 0.1 } } } }
    items { prompt: 'P' matching { pairs { stem: 'a' option: '1' } pairs { stem: 'b' option: '1' } } }
    items { prompt: 'P' ordering { entries: ['a', 'b'] } }
    items { prompt: 'P' date { earliest: '1962-07-01' latest: '1962-07-31' precision: PRECISION_MONTH } })"),
              ElementsAre());
}

TEST(ValidateQuiz, NamesEveryViolation) {
  EXPECT_THAT(FieldsOf("language: 'english language' topic_path: ['Cold War'] items { points: -1 }"),
              ElementsAre("quiz.items[0]", "quiz.items[0].points", "quiz.items[0].prompt", "quiz.language",
                          "quiz.title", "quiz.topic_path[0]"));
}

TEST(ValidateQuiz, HoldsThePolicyInBounds) {
  const std::string quiz = "title: 'T' language: 'en' policy ";
  EXPECT_THAT(FieldsOf(quiz + "{ time_limit { seconds: -1 } }"), ElementsAre("quiz.policy.time_limit"));
  EXPECT_THAT(FieldsOf(quiz + "{ time_limit { seconds: 2592001 } }"), ElementsAre("quiz.policy.time_limit"));
  EXPECT_THAT(FieldsOf(quiz + "{ grace { nanos: 5 } }"), ElementsAre("quiz.policy.grace"));
  EXPECT_THAT(FieldsOf(quiz + "{ attempts_allowed: -1 }"), ElementsAre("quiz.policy.attempts_allowed"));
  EXPECT_THAT(FieldsOf(quiz + "{ allow_change: true feedback: FEEDBACK_IMMEDIATE }"),
              ElementsAre("quiz.policy.allow_change"));
}

TEST(ValidateQuiz, ChecksEachKind) {
  const std::pair<const char*, const char*> cases[] = {
      {"single_choice { choices { text: 'x' correct: true } }", "single_choice.choices"},
      {"single_choice { choices { text: 'x' } choices { text: 'y' } }", "single_choice.choices"},
      {"single_choice { choices { id: 'A!' text: 'x' correct: true } choices { text: 'y' } }",
       "single_choice.choices[0].id"},
      {"single_choice { choices { id: 'a' text: 'x' correct: true } choices { id: 'a' text: 'y' } }",
       "single_choice.choices[1].id"},
      {"multiple_choice { choices { text: 'x' correct: true } choices { text: '' } }",
       "multiple_choice.choices[1].text"},
      {"multiple_choice { choices { text: 'x' correct: true fraction_micros: 1000001 } choices { text: 'y' } }",
       "multiple_choice.choices[0].fraction_micros"},
      {"short_text {}", "short_text.patterns"},
      {"short_text { patterns { pattern: 'x' fraction_micros: 5 } }", "short_text.patterns"},
      {"short_text { patterns { pattern: 'x' } patterns { pattern: '' } }", "short_text.patterns[1].pattern"},
      {"numeric { answers {} }", "numeric.answers[0]"},
      {"numeric { answers { near { value: nan } } }", "numeric.answers[0].near.value"},
      {"numeric { answers { near { relative_tolerance: 1 absolute_tolerance: 1 } } }", "numeric.answers[0].near"},
      {"numeric { answers { near { absolute_tolerance: -1 } } }", "numeric.answers[0].near.absolute_tolerance"},
      {"numeric { answers { range { min: 2 max: 1 } } }", "numeric.answers[0].range"},
      {"matching { pairs { stem: 'a' option: '1' } }", "matching.pairs"},
      {"matching { pairs { stem: 'a' option: '1' } pairs { stem: 'a' option: '2' } }", "matching.pairs[1].stem"},
      {"matching { pairs { stem: 'a' option: '1' } pairs { stem: 'b' option: '2' } distractors: '2' }",
       "matching.distractors[0]"},
      {"ordering { entries: ['a'] }", "ordering.entries"},
      {"ordering { entries: ['a', 'a'] }", "ordering.entries[1]"},
      {"date { earliest: '1962-02-30' latest: '1962-07-31' precision: PRECISION_DAY }", "date.earliest"},
      {"date { earliest: '1962-07-31' latest: '1962-07-01' precision: PRECISION_DAY }", "date.latest"},
      {"date { earliest: '1962-07-01' latest: '1962-07-01' }", "date.precision"}};
  for (const auto& [item, field] : cases) {
    EXPECT_THAT(FieldsOfItem(item), Contains(std::string("quiz.items[0].") + field)) << item;
  }
}

TEST(ValidateQuiz, LimitsItems) {
  auto quiz = FromText<v1::Quiz>("title: 'T' language: 'en'");
  for (int i = 0; i < 501; ++i) quiz.add_items()->set_prompt("");
  Complete(quiz);
  EXPECT_THAT(Fields(ValidateQuiz(quiz)), ElementsAre("quiz.items"));
}

TEST(Complete, FillsInIdsThatAreFree) {
  auto quiz = FromText<v1::Quiz>(R"(items { prompt: 'a' } items { id: 'q1' }
    items { single_choice { choices {} choices { id: 'a' } } })");
  Complete(quiz);
  EXPECT_EQ(quiz.items(0).id(), "q2");
  EXPECT_EQ(quiz.items(1).id(), "q1");
  EXPECT_EQ(quiz.items(2).id(), "q3");
  EXPECT_EQ(quiz.items(2).single_choice().choices(0).id(), "b");
  EXPECT_EQ(quiz.items(0).points(), 1'000'000);
  EXPECT_EQ(quiz.policy().grading(), v1::QuizPolicy::GRADING_HIGHEST);
}

TEST(ValidateQuiz, ChecksUnitsTolerancesAndBehaviours) {
  const std::string answers = "answers { near { value: 1 } }";
  EXPECT_THAT(FieldsOfItem("numeric { " + answers + " unit: 'm' units { name: 'k m' per_unit: 0 } "
                           "units { name: 'x' per_unit: 1 } units { name: 'x' per_unit: 1 } unit_penalty_micros: -1 }"),
              testing::IsSupersetOf({"quiz.items[0].numeric.unit", "quiz.items[0].numeric.unit_penalty_micros",
                                     "quiz.items[0].numeric.units[0].name", "quiz.items[0].numeric.units[0].per_unit",
                                     "quiz.items[0].numeric.units[2].name"}));
  EXPECT_THAT(FieldsOfItem("numeric { answers { near { value: -1 geometric_tolerance: 0.1 } } }"),
              ElementsAre("quiz.items[0].numeric.answers[0].near.geometric_tolerance"));
  EXPECT_THAT(FieldsOfItem("numeric { answers { near { value: 1 geometric_tolerance: 1 absolute_tolerance: 1 } } }"),
              ElementsAre("quiz.items[0].numeric.answers[0].near"));
  EXPECT_THAT(FieldsOf("title: 'T' language: 'en' policy { behaviour { kind: KIND_MANUAL penalty_micros: -1 } "
                       "allow_change: true }"),
              ElementsAre("quiz.policy.allow_change", "quiz.policy.behaviour.penalty_micros"));
}

TEST(ValidateQuizId, TakesShortLowerCaseIds) {
  for (const char* id : {"a", "cold-war-1"}) EXPECT_TRUE(ValidateQuizId(id).ok()) << id;
  for (const char* id : {"", "1a", "-a", "A", "a b", "ä"}) EXPECT_FALSE(ValidateQuizId(id).ok()) << id;
  EXPECT_FALSE(ValidateQuizId(std::string(65, 'a')).ok());
}

TEST(ApplyMask, ChangesWhatItNames) {
  const auto from = FromText<v1::Quiz>("name: 'x' title: 'new' language: 'de' items { id: 'i' } revision: 99");
  auto quiz = FromText<v1::Quiz>("name: 'y' title: 'old' language: 'en' description: 'd' revision: 1");
  google::protobuf::FieldMask mask;
  mask.add_paths("title");
  mask.add_paths("title");
  ASSERT_TRUE(ApplyMask(from, mask, quiz).ok());
  EXPECT_EQ(quiz.title(), "new");
  EXPECT_EQ(quiz.language(), "en");
  ASSERT_TRUE(ApplyMask(from, {}, quiz).ok());
  EXPECT_EQ(quiz.name(), "y");
  EXPECT_EQ(quiz.revision(), 1);
  EXPECT_EQ(quiz.description(), "");
  EXPECT_EQ(quiz.items_size(), 1);
  mask.add_paths("revision");
  EXPECT_TRUE(absl::IsInvalidArgument(ApplyMask(from, mask, quiz)));
}

}  // namespace
}  // namespace lyceum::quiz
