#include "services/quiz/statistics/answers.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/testing.h"
#include "services/quiz/statistics/excerpt.h"
#include "services/quiz/statistics/guess.h"

namespace lyceum::quiz {
namespace {

constexpr uint64_t kSeed = 7;

struct Asked {
  explicit Asked(const std::string& text) : item(FromText<v1::Item>(text)), table(item, kSeed) {}
  void Answer(const std::string& text, int64_t score = 0) {
    const auto response = FromText<v1::Response>(text);
    table.Add(item, kSeed, &response, score);
  }
  // "part/answer" to the count; "-" where there was none.
  std::map<std::string, int64_t> Counts() {
    std::map<std::string, int64_t> counts;
    const v1::ItemStatistics rows = Rows();
    for (const v1::AnswerCount& row : rows.answers()) {
      const std::string answer = row.kind() == v1::AnswerCount::KIND_NONE ? "-" : row.answer();
      counts[absl::StrCat(row.part(), "/", answer)] = row.count();
    }
    return counts;
  }
  v1::ItemStatistics Rows() {
    v1::ItemStatistics rows;
    table.Describe(rows);
    return rows;
  }
  v1::Item item;
  AnswerTable table;
};

using Counts = std::map<std::string, int64_t>;

TEST(AnswerTable, CountsTheAnswersOfEachGap) {
  Asked asked("gap_fill { gaps { short_text { patterns { pattern: 'Bonn' } } } gaps { single_choice { "
              "choices { id: 'a' text: '1945' } choices { id: 'b' text: '1961' correct: true } } } }");
  asked.Answer("gap_fill { gaps { gap: 1 short_text: 'bonn' } gaps { gap: 2 single_choice: 'a' } }", 1'000'000);
  asked.Answer("gap_fill { gaps { gap: 1 short_text: 'Rome' } }");
  asked.table.Add(asked.item, kSeed, nullptr, 0);
  EXPECT_EQ(asked.Counts(),
            (Counts{{"1/Bonn", 1}, {"1/Rome", 1}, {"1/-", 1}, {"2/1945", 1}, {"2/1961", 0}, {"2/-", 2}}));
  EXPECT_EQ(asked.Rows().responses(), 2);
  EXPECT_EQ(asked.Rows().answers(0).mean_score(), 1'000'000);
}

TEST(AnswerTable, ShowsDistractorsThatNobodyChose) {
  Asked asked("single_choice { choices { id: 'a' text: '1945' } choices { id: 'b' text: '1961' correct: true } "
              "choices { id: 'c' text: '1989' fraction_micros: 250000 } }");
  asked.Answer("single_choice: 'b'", 3'000'000);
  asked.Answer("single_choice: 'b'", 4'000'000);
  asked.Answer("single_choice: 'a'", 0);
  asked.table.Add(asked.item, kSeed, nullptr, 1'000'000);
  EXPECT_EQ(asked.Counts(), (Counts{{"/1945", 1}, {"/1961", 2}, {"/1989", 0}, {"/-", 1}}));
  const v1::ItemStatistics rows = asked.Rows();
  EXPECT_EQ(rows.responses(), 3);
  EXPECT_EQ(rows.answers(1).mean_score(), 3'500'000);
  EXPECT_EQ(rows.answers(1).fraction_micros(), limits::kWhole);
  EXPECT_EQ(rows.answers(2).fraction_micros(), 250'000);
  EXPECT_FALSE(rows.answers(2).has_mean_score());
}

TEST(AnswerTable, CountsEachChoiceOfSeveral) {
  Asked asked("multiple_choice { choices { id: 'a' text: 'A' correct: true } choices { id: 'b' text: 'B' } "
              "choices { id: 'c' text: 'C' correct: true } }");
  asked.Answer("multiple_choice { choices: 'a' choices: 'c' }");
  asked.Answer("multiple_choice { choices: 'a' }");
  asked.Answer("multiple_choice { }");
  EXPECT_EQ(asked.Counts(), (Counts{{"/A", 2}, {"/B", 0}, {"/C", 1}, {"/-", 1}}));
}

TEST(AnswerTable, TellsPatternsFromWhatMatchedNone) {
  Asked asked("short_text { typo_tolerance: true patterns { pattern: 'Berlin' } "
              "patterns { pattern: 'B*n' fraction_micros: 500000 } }");
  for (const char* text : {"berlin", "Berlim", "Bonn", "Paris", "Paris", "Rome"}) {
    asked.Answer(absl::StrCat("short_text: '", text, "'"));
  }
  EXPECT_EQ(asked.Counts(), (Counts{{"/Berlin", 2}, {"/B*n", 1}, {"/Paris", 2}, {"/Rome", 1}}));
  EXPECT_EQ(asked.Rows().answers(2).answer(), "Paris");  // the most frequent first
}

TEST(AnswerTable, KeepsABoundedNumberOfTypedAnswers) {
  Asked asked("numeric { answers { near { value: -1 } } answers { range { min: -9 max: -5 } } }");
  for (int i = 0; i < limits::kMaxDifferentAnswers + 5; ++i) asked.Answer(absl::StrCat("numeric { value: ", i, " }"));
  asked.Answer("numeric { text: '0' }");
  asked.Answer("numeric { text: '-7' }");
  const Counts counts = asked.Counts();
  EXPECT_EQ(counts.at("/0"), 2);
  EXPECT_EQ(counts.at("/-9 to -5"), 1);
  EXPECT_EQ(counts.size(), limits::kMaxDifferentAnswers + 2U);
  EXPECT_EQ(asked.Rows().further_answers(), 5);
}

TEST(AnswerTable, SplitsMatchingAndOrderingIntoParts) {
  Asked matching("matching { pairs { stem: 'GDR' option: 'Berlin' } pairs { stem: 'FRG' option: 'Bonn' } "
                 "distractors: 'Vienna' }");
  const v1::Response right = CorrectResponse(matching.item, kSeed);
  matching.table.Add(matching.item, kSeed, &right, 0);
  v1::Response half = right;
  half.mutable_matching()->mutable_pairs()->RemoveLast();
  matching.table.Add(matching.item, kSeed, &half, 0);
  EXPECT_EQ(matching.Counts(), (Counts{{"GDR/Berlin", 2}, {"GDR/Bonn", 0}, {"GDR/Vienna", 0}, {"FRG/Berlin", 0},
                                       {"FRG/Bonn", 1}, {"FRG/Vienna", 0}, {"FRG/-", 1}}));

  Asked ordering("ordering { entries: 'first' entries: 'second' }");
  const v1::Response sorted = CorrectResponse(ordering.item, kSeed);
  ordering.table.Add(ordering.item, kSeed, &sorted, 0);
  EXPECT_EQ(ordering.Counts(), (Counts{{"1/first", 1}, {"1/second", 0}, {"2/first", 0}, {"2/second", 1}}));
}

TEST(AnswerTable, HasNoneForWhatIsNotGraded) {
  Asked poll("poll { choices { id: 'a' text: 'A' } choices { id: 'b' text: 'B' } }");
  poll.Answer("poll { choices: 'a' }");
  EXPECT_EQ(poll.Rows().answers_size(), 0);
}

TEST(Excerpt, CutsBetweenCodePoints) {
  EXPECT_EQ(Excerpt("größer", 6), "größer");
  EXPECT_EQ(Excerpt("größer", 4), "grö…");
  EXPECT_EQ(Excerpt("日本語", 1), "…");
}

TEST(RandomGuess, IsWhatChanceGives) {
  const auto guess = [](const std::string& text) { return RandomGuess(FromText<v1::Item>(text)); };
  EXPECT_DOUBLE_EQ(*guess("true_false { answer: true }"), 0.5);
  EXPECT_DOUBLE_EQ(*guess("single_choice { choices { id: 'a' correct: true } choices { id: 'd' } "
                          "choices { id: 'b' fraction_micros: 500000 } choices { id: 'c' fraction_micros: -500000 } }"),
                   0.375);
  EXPECT_DOUBLE_EQ(*guess("multiple_choice { all_or_nothing: true choices { id: 'a' correct: true } "
                          "choices { id: 'b' } choices { id: 'c' } }"),
                   0.125);
  EXPECT_FALSE(guess("multiple_choice { choices { id: 'a' correct: true } choices { id: 'b' } }"));
  EXPECT_DOUBLE_EQ(*guess("matching { pairs { stem: '1' option: 'x' } pairs { stem: '2' option: 'x' } "
                          "distractors: 'y' }"),
                   0.5);
  EXPECT_DOUBLE_EQ(*guess("ordering { entries: 'a' entries: 'b' entries: 'c' }"), 1.0 / 6);
  EXPECT_DOUBLE_EQ(*guess("ordering { credit: CREDIT_ADJACENT_PAIRS entries: 'a' entries: 'b' entries: 'c' }"),
                   1.0 / 3);
  EXPECT_DOUBLE_EQ(*guess("short_text { patterns { pattern: 'x' } patterns { pattern: '*' fraction_micros: 100000 } }"),
                   0.1);
  EXPECT_DOUBLE_EQ(*guess("numeric { answers { range { min: 2 max: 3 } } slider { from: 1 to: 5 step: 1 } }"), 0.4);
  EXPECT_DOUBLE_EQ(*guess("gap_fill { gaps { weight: 3 word: 1 } gaps { short_text { patterns { pattern: 'x' } } } "
                          "words { text: 'a' } words { text: 'b' } words { text: 'c' group: 1 } }"),
                   0.375);
  EXPECT_FALSE(guess("poll { }"));
}

}  // namespace
}  // namespace lyceum::quiz
