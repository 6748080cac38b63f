#include "services/quiz/logic/gaps.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/testing.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

using testing::HasSubstr;

constexpr uint64_t kSeed = 11;

const char kText[] = R"(id: 'i' prompt: 'Built in {#1} in {#2}, {#3} m high, {#4}.' points: 6000000 gap_fill {
  gaps { short_text { patterns { pattern: 'Berlin' feedback: 'yes' }
                      patterns { pattern: 'Germany' fraction_micros: 500000 } } }
  gaps { weight: 2 single_choice { choices { id: 'a' text: '1961' correct: true }
                                   choices { id: 'b' text: '1945' fraction_micros: -500000 feedback: 'too early' } } }
  gaps { numeric { answers { near { value: 3.6 absolute_tolerance: 0.1 } } } }
  gaps { weight: 2 multiple_choice { choices { id: 'a' text: 'grey' correct: true }
                                     choices { id: 'b' text: 'long' correct: true }
                                     choices { id: 'c' text: 'short' } choices { id: 'd' text: 'old' } } } })";

const char kWords[] = R"(id: 'i' prompt: '{#1} fell in {#2}, {#3} rose.' points: 3000000 gap_fill {
  gaps { word: 1 } gaps { word: 3 } gaps { word: 2 }
  words { text: 'The wall' once: true } words { text: 'The wall' once: true }
  words { text: '1989' group: 1 } words { text: '1961' group: 1 } words { text: 'A tower' } })";

v1::Item Item(const char* text) { return FromText<v1::Item>(text); }

int64_t Mark(const v1::Item& item, const std::string& gaps) {
  const auto response = FromText<v1::Response>("gap_fill { " + gaps + " }");
  EXPECT_TRUE(CheckResponse(item, kSeed, response).ok()) << gaps << CheckResponse(item, kSeed, response);
  return GradeResponse(item, kSeed, response).mark;
}

std::string Refusal(const v1::Item& item, const std::string& gaps) {
  return std::string(CheckResponse(item, kSeed, FromText<v1::Response>("gap_fill { " + gaps + " }")).message());
}

TEST(GradeGaps, AddsSharesByWeight) {
  const v1::Item item = Item(kText);
  EXPECT_EQ(Mark(item, ""), 0);
  EXPECT_EQ(Mark(item, "gaps { gap: 1 short_text: 'berlin' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "gaps { gap: 1 short_text: 'Germany' } gaps { gap: 3 numeric { text: '3,55' } }"), 1'500'000);
  EXPECT_EQ(Mark(item, "gaps { gap: 2 single_choice: 'a' } gaps { gap: 4 multiple_choice { choices: ['a'] } }"),
            3'000'000);
  // A wrong choice takes from the others, several wrong ones do not; the whole is held to 0.
  EXPECT_EQ(Mark(item, "gaps { gap: 2 single_choice: 'b' } gaps { gap: 4 multiple_choice { choices: ['a', 'b'] } }"),
            1'000'000);
  EXPECT_EQ(Mark(item, "gaps { gap: 4 multiple_choice { choices: ['c', 'd'] } } gaps { gap: 1 short_text: 'Berlin' }"),
            1'000'000);
  EXPECT_EQ(Mark(item, "gaps { gap: 2 single_choice: 'b' }"), 0);
  EXPECT_EQ(Mark(item, "gaps { gap: 1 short_text: ' ' }"), 0);
}

TEST(GradeGaps, SaysWhatTheAuthorSaysToEach) {
  const auto response =
      FromText<v1::Response>("gap_fill { gaps { gap: 2 single_choice: 'b' } gaps { gap: 1 short_text: 'Berlin' } }");
  EXPECT_EQ(GradeResponse(Item(kText), kSeed, response).feedback, "(1) yes\n\n(2) too early");
  EXPECT_EQ(ResponseText(Item(kText), kSeed, response), "(1) Berlin; (2) 1945");
}

TEST(GradeGaps, IsExactWithThirdsAndSevenths) {
  std::string text = "id: 'i' points: 7000003 gap_fill {";
  for (const int right : {3, 7, 11, 13}) {
    text += " gaps { multiple_choice {";
    for (int i = 0; i < right; ++i) text += " choices { id: 'c" + std::to_string(i) + "' text: 't' correct: true }";
    text += " } }";
  }
  const v1::Item item = Item((text + " }").c_str());
  std::string all;
  for (const int gap : {1, 2, 3, 4}) {
    all += " gaps { gap: " + std::to_string(gap) + " multiple_choice { choices: ['c0'] } }";
  }
  // (1/3 + 1/7 + 1/11 + 1/13) / 4 = 1934 / 12012 of them.
  EXPECT_EQ(Mark(item, all), 1'127'040);
}

TEST(CheckGaps, NamesTheGapAndWhatIsWrong) {
  const v1::Item item = Item(kText);
  EXPECT_THAT(Refusal(item, "gaps { gap: 5 short_text: 'x' }"), HasSubstr("response.gap_fill.gaps[0].gap"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 1 short_text: 'x' } gaps { gap: 1 short_text: 'y' }"),
              HasSubstr("response.gap_fill.gaps[1].gap"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 1 single_choice: 'a' }"), HasSubstr("the gap's kind, short_text"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 1 }"), HasSubstr("the gap's kind"));
  const std::string many = "gaps { gap: 4 multiple_choice { choices: ['" + std::string(17'000, 'x') + "'] } }";
  EXPECT_THAT(Refusal(item, many), HasSubstr("at most 16384 bytes (kMaxGapAnswerBytes)"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 2 single_choice: 'z' }"),
              HasSubstr("response.gap_fill.gaps[0].single_choice"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 3 numeric { text: 'x' } }"), HasSubstr("gaps[0].numeric.text"));
  EXPECT_THAT(Refusal(item, "gaps { gap: 4 multiple_choice { choices: ['a', 'a'] } }"),
              HasSubstr("gaps[0].multiple_choice.choices[1]"));
}

TEST(Words, AreAChoiceOfTheirGroup) {
  const v1::Item item = Item(kWords);
  const std::string first = WordId(item, kSeed, 1), second = WordId(item, kSeed, 2), year = WordId(item, kSeed, 3);
  const auto gap = [](int number, const std::string& id) {
    return " gaps { gap: " + std::to_string(number) + " single_choice: '" + id + "' }";
  };
  EXPECT_EQ(Mark(item, gap(1, first) + gap(2, year) + gap(3, second)), 3'000'000);
  EXPECT_EQ(Mark(item, gap(1, second) + gap(3, first)), 2'000'000) << "words that read the same are the same";
  EXPECT_EQ(Mark(item, gap(2, WordId(item, kSeed, 4))), 0);
  EXPECT_THAT(Refusal(item, gap(1, first) + gap(3, first)), HasSubstr("stands in another gap"));
  EXPECT_NE(Refusal(item, gap(1, year)), "") << "of another group";
}

TEST(Words, HaveIdsThatSayNothing) {
  std::set<std::string> ids;
  for (uint64_t seed = 0; seed < 60; ++seed) ids.insert(WordId(Item(kWords), seed, 1));
  EXPECT_EQ(ids.size(), 5u);
}

TEST(Gaps, TheCorrectResponseIsWorthEverything) {
  for (const char* text : {kText, kWords}) {
    const v1::Item item = Item(text);
    const v1::Response correct = CorrectResponse(item, kSeed);
    EXPECT_TRUE(CheckResponse(item, kSeed, correct).ok()) << CheckResponse(item, kSeed, correct);
    EXPECT_EQ(GradeResponse(item, kSeed, correct).mark, item.points());
  }
  EXPECT_EQ(MakeReveal(Item(kText), kSeed, "").correct_text(), "(1) Berlin; (2) 1961; (3) 3.6; (4) grey; long");
}

std::string Problems(v1::Item item) {
  v1::Quiz quiz;
  quiz.set_title("T");
  quiz.set_language("en");
  *quiz.add_items() = std::move(item);
  Complete(quiz);
  return std::string(ValidateQuiz(quiz).message());
}

TEST(ValidateGaps, NamesEveryPath) {
  EXPECT_EQ(Problems(Item(kText)), "");
  EXPECT_EQ(Problems(Item(kWords)), "");
  v1::Item item = Item(kText);
  item.set_prompt("{#1} {#1} {#2} {#4}");
  item.mutable_gap_fill()->mutable_gaps(0)->mutable_short_text()->clear_patterns();
  item.mutable_gap_fill()->mutable_gaps(1)->set_weight(1'001);
  item.mutable_gap_fill()->add_gaps();
  const std::string problems = Problems(item);
  for (const char* part :
       {"quiz.items[0].gap_fill.gaps[0]: must stand in the prompt once, as {#1}",
        "gap_fill.gaps[0].short_text.patterns", "gap_fill.gaps[1].weight: must be 0 to 1000 (kMaxGapWeight)",
        "gap_fill.gaps[2]: must stand in the prompt",
        "gap_fill.gaps[4]: must have a kind"}) {
    EXPECT_THAT(problems, HasSubstr(part));
  }
  v1::Item words = Item(kWords);
  words.mutable_gap_fill()->mutable_gaps(0)->set_word(9);
  words.mutable_gap_fill()->mutable_gaps(1)->set_word(2);
  words.mutable_gap_fill()->mutable_words(4)->set_group(21);
  const std::string wrong = Problems(words);
  EXPECT_THAT(wrong, HasSubstr("gaps[0].word: must be the place of one of the words, 1 to 5"));
  EXPECT_THAT(wrong, HasSubstr("gaps[2].word: must not be a word that stands in one gap only"));
  EXPECT_THAT(wrong, HasSubstr("words[4].group: must be 0 to 20 (kMaxGapGroup)"));
  EXPECT_THAT(Problems(Item("id: 'i' prompt: 'x' gap_fill {}")), HasSubstr("gaps: must be 1 to 100 (kMaxGaps)"));
  const char weightless[] = "id: 'i' prompt: '{#1}' gap_fill { gaps { weight: 0 numeric {} } }";
  EXPECT_THAT(Problems(Item(weightless)), HasSubstr("a weight above 0"));
}

TEST(PaperForAttempt, ShufflesTheChoicesOfGaps) {
  v1::Quiz quiz;
  *quiz.add_items() = Item(kText);
  quiz.mutable_policy()->set_shuffle_choices(true);
  const v1::Paper paper = MakePaper(quiz, kSeed);
  std::set<std::string> first;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    first.insert(PaperForAttempt(paper, seed).items(0).gap_fill().gaps(3).multiple_choice().choices(0).id());
  }
  EXPECT_EQ(first.size(), 4u);
}

}  // namespace
}  // namespace lyceum::quiz
