#include "services/quiz/formats/gift.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/formats/aiken.h"
#include "services/quiz/formats/missing_word.h"
#include "services/quiz/formats/quizlet.h"

namespace lyceum::quiz::formats {
namespace {

using ::testing::HasSubstr;
using Type = Question::Type;

Question One(absl::string_view gift) {
  const Reading reading = ReadGift(gift);
  EXPECT_EQ(reading.entries.size(), 1u) << gift;
  EXPECT_TRUE(reading.entries[0].question) << gift << reading.entries[0].problem;
  return reading.entries[0].question.value_or(Question());
}

std::string Problem(const Reading& reading, int line) {
  EXPECT_EQ(reading.entries.size(), 1u);
  if (reading.entries.size() != 1) return "";
  EXPECT_EQ(reading.entries[0].place.line, line);
  return reading.entries[0].problem;
}

TEST(Gift, TellsKindsApart) {
  EXPECT_EQ(One("q{T}").type, Type::kTrueFalse);
  EXPECT_EQ(One("q{TRUTH}").type, Type::kShortAnswer);
  EXPECT_EQ(One("q{=a}").type, Type::kShortAnswer);
  EXPECT_EQ(One("q{=a ~b}").type, Type::kMultipleChoice);
  EXPECT_EQ(One("q{=a -> b =c -> d}").type, Type::kMatching);
  EXPECT_EQ(One("q{#1}").type, Type::kNumerical);
  EXPECT_EQ(One("q{}").type, Type::kEssay);
  EXPECT_EQ(One("q").type, Type::kDescription);
}

TEST(Gift, ReadsWeightsAndFeedback) {
  const Question q = One("q{~%33.33333%a#good ~%-50%b =c\\=d#x#y ####all}");
  ASSERT_EQ(q.answers.size(), 3u);
  EXPECT_EQ(q.answers[0].fraction, 333'333);
  EXPECT_EQ(q.answers[0].feedback.text, "good");
  EXPECT_EQ(q.answers[1].fraction, -500'000);
  EXPECT_EQ(q.answers[2].text.text, "c=d");
  EXPECT_EQ(q.answers[2].feedback.text, "x#y");
  EXPECT_EQ(q.general_feedback.text, "all");
  EXPECT_EQ(One("q{#-5..5}").answers[0].range->first, -5);
}

TEST(Gift, NamesTheLineOfAProblem) {
  EXPECT_THAT(Problem(ReadGift("\n\n// x\nq {=a"), 4), HasSubstr("{ without }"));
  EXPECT_THAT(Problem(ReadGift("q {\n~a\n~%500%b\n}"), 3), HasSubstr("%500%"));
  EXPECT_THAT(Problem(ReadGift("q {#\n=x:1\n}"), 2), HasSubstr("no number"));
  EXPECT_THAT(Problem(ReadGift("q {\n=a -> b\n=c\n}"), 3), HasSubstr("without ->"));
  EXPECT_THAT(Problem(ReadGift("q {~a}"), 1), HasSubstr("1 answers; it must have 2 to 500"));
  EXPECT_TRUE(ReadGift("// only\n// comments\n\n").entries.empty());
}

TEST(Gift, IsLinearInLength) {
  // Each of these was quadratic in some reader: it must end soon.
  for (const char* piece : {"{", "}", "~", "=", "#", "::", "\\", "[", "%", "->", "####", "// [id:", "x\n"}) {
    std::string text = "q";
    for (int i = 0; i < 200'000; ++i) text += piece;
    ReadGift(text);
    ReadMissingWord(text);
    ReadAiken(text);
    ReadQuizlet(text);
  }
}

TEST(Aiken, NamesTheLineOfAProblem) {
  EXPECT_THAT(Problem(ReadAiken("q\nA) a\nB) b\n"), 1), HasSubstr("without a line ANSWER:"));
  EXPECT_THAT(Problem(ReadAiken("\nq\nA) a\nB) b\nANSWER: C"), 2), HasSubstr("at line 5"));
  EXPECT_THAT(Problem(ReadAiken("q\nA) a\nANSWER: A"), 1), HasSubstr("1 choices"));
  EXPECT_THAT(Problem(ReadAiken("ANSWER: A"), 1), HasSubstr("without a question"));
  const Reading two = ReadAiken("first line\nsecond line\nA) a\nB. b\nANSWER: B\n");
  ASSERT_EQ(two.entries.size(), 2u);
  EXPECT_THAT(two.entries[0].problem, HasSubstr("has no choices"));
  EXPECT_EQ(two.entries[1].question->answers[1].fraction, 1'000'000);
}

TEST(Quizlet, ReadsCsvWithQuotes) {
  const Reading reading = ReadQuizlet("\"a, b\",\"he said \"\"x\"\"\nand y\"\nc,d\n\n\"open,e");
  ASSERT_EQ(reading.entries.size(), 3u);
  EXPECT_EQ(reading.entries[0].question->answers[0].text.text, "a, b");
  EXPECT_EQ(reading.entries[0].question->text.text, "he said \"x\"\nand y");
  EXPECT_EQ(reading.entries[1].place.line, 3);
  EXPECT_THAT(reading.entries[2].problem, HasSubstr("does not end"));
  EXPECT_EQ(ReadQuizlet("a*\tb, \"c\"").entries[0].question->answers[0].text.text, "a\\*");
}

}  // namespace
}  // namespace lyceum::quiz::formats
