#include "services/quiz/logic/grade.h"

#include <vector>

#include "gtest/gtest.h"
#include "services/quiz/logic/paper_order.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz {
namespace {

constexpr uint64_t kSeed = 11;

v1::Item Item(const std::string& kind) { return FromText<v1::Item>("id: 'i' points: 1000000 " + kind); }

int64_t Mark(const v1::Item& item, const std::string& response) {
  const auto given = FromText<v1::Response>(response);
  EXPECT_TRUE(CheckResponse(item, kSeed, given).ok()) << response << CheckResponse(item, kSeed, given);
  return GradeResponse(item, kSeed, given).mark;
}

bool Refused(const v1::Item& item, const std::string& response) {
  return absl::IsInvalidArgument(CheckResponse(item, kSeed, FromText<v1::Response>(response)));
}

TEST(MarkOf, RoundsHalvesUpAndHoldsTheRange) {
  EXPECT_EQ(MarkOf({1, 3}, 1'000'000), 333'333);
  EXPECT_EQ(MarkOf({2, 3}, 1'000'000), 666'667);
  EXPECT_EQ(MarkOf({1, 2}, 1), 1);
  EXPECT_EQ(MarkOf({-1, 3}, 1'000'000), 0);
  EXPECT_EQ(MarkOf({4, 3}, 1'000'000), 1'000'000);
  EXPECT_EQ(MarkOf({999'999'999'999, 1'000'000'000'000}, 1'000'000'000), 1'000'000'000);
  EXPECT_EQ(MarkOf({999'999'999'000, 1'000'000'000'000}, 1'000'000'000), 999'999'999);
}

TEST(GradeSingleChoice, GivesTheFractionOfTheChoice) {
  const auto item = Item(R"(single_choice {
    choices { id: 'a' text: 'x' correct: true feedback: 'yes' } choices { id: 'b' text: 'y' }
    choices { id: 'c' text: 'z' fraction_micros: 250000 } choices { id: 'd' text: 'w' fraction_micros: -500000 } })");
  EXPECT_EQ(Mark(item, "single_choice: 'a'"), 1'000'000);
  EXPECT_EQ(Mark(item, "single_choice: 'b'"), 0);
  EXPECT_EQ(Mark(item, "single_choice: 'c'"), 250'000);
  EXPECT_EQ(Mark(item, "single_choice: 'd'"), 0);
  EXPECT_EQ(GradeResponse(item, kSeed, FromText<v1::Response>("single_choice: 'a'")).feedback, "yes");
  EXPECT_TRUE(Refused(item, "single_choice: 'e'"));
  EXPECT_TRUE(Refused(item, "single_choice: ''"));
  EXPECT_TRUE(Refused(item, "true_false: true"));
  EXPECT_TRUE(Refused(item, ""));
}

TEST(GradeMultipleChoice, AddsRightAndTakesWrong) {
  const auto item = Item(R"(multiple_choice {
    choices { id: 'a' text: '1' correct: true } choices { id: 'b' text: '2' correct: true }
    choices { id: 'c' text: '3' correct: true } choices { id: 'd' text: '4' } choices { id: 'e' text: '5' } })");
  const std::pair<const char*, int64_t> cases[] = {
      {"'a','b','c'", 1'000'000}, {"'a'", 333'333},         {"'a','b'", 666'667}, {"'a','b','c','d'", 500'000},
      {"'a','d'", 0},             {"'a','b','d'", 166'667}, {"'d','e'", 0},       {"'a','b','c','d','e'", 0}};
  for (const auto& [choices, mark] : cases) {
    EXPECT_EQ(Mark(item, std::string("multiple_choice { choices: [") + choices + "] }"), mark) << choices;
  }
  EXPECT_EQ(Mark(item, "multiple_choice {}"), 0);
  EXPECT_TRUE(Refused(item, "multiple_choice { choices: ['a', 'a'] }"));
  EXPECT_TRUE(Refused(item, "multiple_choice { choices: ['z'] }"));
}

TEST(GradeMultipleChoice, CanAskForAll) {
  const auto item = Item(R"(multiple_choice { all_or_nothing: true
    choices { id: 'a' text: '1' correct: true } choices { id: 'b' text: '2' correct: true }
    choices { id: 'c' text: '3' } })");
  EXPECT_EQ(Mark(item, "multiple_choice { choices: ['b', 'a'] }"), 1'000'000);
  EXPECT_EQ(Mark(item, "multiple_choice { choices: ['a'] }"), 0);
  EXPECT_EQ(Mark(item, "multiple_choice { choices: ['a', 'b', 'c'] }"), 0);
}

TEST(GradeTrueFalse, ComparesWithTheKey) {
  EXPECT_EQ(Mark(Item("true_false { answer: true }"), "true_false: true"), 1'000'000);
  EXPECT_EQ(Mark(Item("true_false { answer: true }"), "true_false: false"), 0);
  EXPECT_EQ(Mark(Item("true_false {}"), "true_false: false"), 1'000'000);
}

TEST(GradeShortText, TakesTheFirstPatternThenSlips) {
  const auto item = Item(R"(short_text { typo_tolerance: true
    patterns { pattern: 'Nikita Khrushchev' } patterns { pattern: '*Khrushchev' fraction_micros: 800000 }
    patterns { pattern: 'Kruschev' fraction_micros: 500000 feedback: 'mind the spelling' } })");
  EXPECT_EQ(Mark(item, "short_text: 'nikita khrushchev'"), 1'000'000);
  EXPECT_EQ(Mark(item, "short_text: 'N. Khrushchev'"), 800'000);
  EXPECT_EQ(Mark(item, "short_text: 'Kruschev'"), 500'000);
  EXPECT_EQ(Mark(item, "short_text: 'Nikita Krushchev'"), 1'000'000);  // one slip
  EXPECT_EQ(Mark(item, "short_text: 'Brezhnev'"), 0);
  EXPECT_EQ(Mark(item, "short_text: '  '"), 0);
  EXPECT_TRUE(Refused(item, "short_text: '" + std::string(2001, 'x') + "'"));
}

TEST(GradeNumeric, TakesToleranceRangesAndFractions) {
  const auto item = Item(R"(numeric { unit: 'km'
    answers { near { value: 1200 absolute_tolerance: 10 } }
    answers { range { min: 1000 max: 1500 } fraction_micros: 500000 feedback: 'nearly' } })");
  EXPECT_EQ(Mark(item, "numeric { text: '1.210 km' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "numeric { text: '1,190.0' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "numeric { value: 1500 }"), 500'000);
  EXPECT_EQ(Mark(item, "numeric { value: 1501 }"), 0);
  EXPECT_TRUE(Refused(item, "numeric { text: 'many' }"));
  EXPECT_TRUE(Refused(item, "numeric { value: nan }"));
  EXPECT_TRUE(Refused(item, "numeric {}"));
  EXPECT_TRUE(Refused(item, "numeric { text: '" + std::string(101, '1') + "' }"));
}

TEST(GradeMatching, GivesEachPairItsShare) {
  const auto item = Item(R"(matching {
    pairs { stem: 'A' option: '1' } pairs { stem: 'B' option: '2' } pairs { stem: 'C' option: '1' }
    distractors: '3' })");
  const std::vector<std::string> options = PaperOptions(item, kSeed);
  ASSERT_EQ(options.size(), 3u);  // equal options are one
  const auto id = [&](const char* text) {
    return OptionId(static_cast<int>(std::find(options.begin(), options.end(), text) - options.begin()));
  };
  const auto pair = [&](const char* stem, const char* option) {
    return std::string("pairs { stem: '") + stem + "' option: '" + id(option) + "' } ";
  };
  EXPECT_EQ(Mark(item, "matching { " + pair("s1", "1") + pair("s2", "2") + pair("s3", "1") + "}"), 1'000'000);
  EXPECT_EQ(Mark(item, "matching { " + pair("s1", "1") + pair("s2", "3") + "}"), 333'333);
  EXPECT_EQ(Mark(item, "matching {}"), 0);
  EXPECT_TRUE(Refused(item, "matching { " + pair("s1", "1") + pair("s1", "2") + "}"));
  EXPECT_TRUE(Refused(item, "matching { " + pair("s4", "1") + "}"));
  EXPECT_TRUE(Refused(item, "matching { pairs { stem: 's1' option: 'o9' } }"));
}

TEST(GradeOrdering, CountsWhatIsInOrder) {
  struct Case {
    std::vector<int> order;
    int64_t exact, pairs, subsequence;
  };
  const Case cases[] = {{{0, 1, 2, 3, 4}, 1'000'000, 1'000'000, 1'000'000},
                        {{4, 3, 2, 1, 0}, 0, 0, 0},
                        {{4, 0, 1, 2, 3}, 0, 750'000, 750'000},
                        {{1, 0, 2, 3, 4}, 0, 500'000, 750'000},
                        {{0, 2, 4, 1, 3}, 0, 0, 500'000}};
  for (const auto& [order, exact, pairs, subsequence] : cases) {
    for (const auto& [credit, mark] : {std::pair("CREDIT_EXACT", exact), std::pair("CREDIT_ADJACENT_PAIRS", pairs),
                                       std::pair("CREDIT_LONGEST_SUBSEQUENCE", subsequence)}) {
      const auto item = Item(std::string("ordering { entries: ['v','w','x','y','z'] credit: ") + credit + " }");
      const v1::Response key = CorrectResponse(item, kSeed);
      v1::Response response;
      for (const int place : order) response.mutable_ordering()->add_entries(key.ordering().entries(place));
      EXPECT_EQ(Mark(item, response.ShortDebugString()), mark) << credit << testing::PrintToString(order);
    }
  }
  const auto item = Item("ordering { entries: ['v','w'] }");
  EXPECT_TRUE(Refused(item, "ordering { entries: ['e1'] }"));
  EXPECT_TRUE(Refused(item, "ordering { entries: ['e1', 'e1'] }"));
  EXPECT_TRUE(Refused(item, "ordering { entries: ['e1', 'e3'] }"));
}

TEST(GradeDate, AsksForThePrecision) {
  const auto month = Item("date { earliest: '1962-07-01' latest: '1962-07-31' precision: PRECISION_MONTH }");
  EXPECT_EQ(Mark(month, "date { year: 1962 month: 7 }"), 1'000'000);
  EXPECT_EQ(Mark(month, "date { year: 1962 month: 7 day: 15 }"), 1'000'000);
  EXPECT_EQ(Mark(month, "date { year: 1962 month: 8 }"), 0);
  EXPECT_EQ(Mark(month, "date { year: 1962 }"), 0);
  const auto range = Item("date { earliest: '1961-04-17' latest: '1961-04-20' precision: PRECISION_DAY }");
  EXPECT_EQ(Mark(range, "date { year: 1961 month: 4 day: 17 }"), 1'000'000);
  EXPECT_EQ(Mark(range, "date { year: 1961 month: 4 day: 20 }"), 1'000'000);
  EXPECT_EQ(Mark(range, "date { year: 1961 month: 4 day: 21 }"), 0);
  EXPECT_EQ(Mark(range, "date { year: 1961 month: 4 }"), 0);
  const auto year = Item("date { earliest: '-0043-03-15' latest: '-0043-03-15' precision: PRECISION_YEAR }");
  EXPECT_EQ(Mark(year, "date { year: -43 }"), 1'000'000);
  EXPECT_EQ(Mark(year, "date { year: -44 }"), 0);
  for (const char* bad : {"date { year: 1961 month: 13 }", "date { year: 1961 month: 2 day: 29 }",
                          "date { year: 1961 day: 3 }", "date { year: 2147483647 }", "date { year: -2147483648 }",
                          "date { year: 1961 month: -1 }", "date { year: 1961 month: 1 day: -1 }"}) {
    EXPECT_TRUE(Refused(year, bad)) << bad;
  }
  EXPECT_FALSE(Refused(year, "date { year: 2000 month: 2 day: 29 }"));
}

TEST(GradeNumeric, ConvertsUnitsAndTakesThePenalty) {
  const v1::Item item = Item("numeric { answers { near { value: 2 } } unit_penalty: UNIT_PENALTY_OF_MARK "
                             "unit_penalty_micros: 250000 units { name: 'km' per_unit: 1 } "
                             "units { name: 'm' per_unit: 1000 } }");
  EXPECT_EQ(Mark(item, "numeric { text: '2 km' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "numeric { text: '2,000 m' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "numeric { text: '2' }"), 750'000);
  EXPECT_EQ(Mark(item, "numeric { text: '2 miles' }"), 750'000);
  EXPECT_EQ(Mark(item, "numeric { text: '2 x 10^3 m' }"), 1'000'000);
  EXPECT_EQ(Mark(item, "numeric { text: '3 km' }"), 0);
  EXPECT_TRUE(Refused(item, "numeric { text: 'km' }"));
}

TEST(GradeShortText, LiterallyIfAskedTo) {
  const v1::Item item = Item("short_text { literal: true patterns { pattern: 'Stra\u00dfe*1' } }");
  EXPECT_EQ(Mark(item, "short_text: ' STRA\u00dfE 1 '"), 1'000'000);
  EXPECT_EQ(Mark(item, "short_text: 'Strasse 1'"), 0);
  EXPECT_EQ(Mark(item, "short_text: 'Stra\u00dfe\\n1'"), 0);  // a star ends at a line break
}

TEST(CorrectResponse, EarnsAllPointsOfEveryKind) {
  for (const char* kind :
       {"single_choice { choices { id: 'a' text: 'x' } choices { id: 'b' text: 'y' correct: true } }",
        "multiple_choice { choices { id: 'a' text: 'x' correct: true } choices { id: 'b' text: 'y' } }",
        "true_false { answer: true }", "true_false {}", "short_text { patterns { pattern: 'the *wall' } }",
        "numeric { answers { near { value: 3.5 } } }", "numeric { answers { range { min: 1 max: 2 } } }",
        "numeric { answers { near { value: 3.5 } } unit_penalty: UNIT_PENALTY_OF_MARK unit_penalty_micros: 500000 "
        "units { name: 'm' per_unit: 1000 } units { name: 'km' per_unit: 1 } }",
        "numeric { answers { near { value: 0.1 geometric_tolerance: 0.1 } } unit_before: true units { name: '$' "
        "per_unit: 3 } unit_penalty: UNIT_PENALTY_OF_POINTS unit_penalty_micros: 1000000 }",
        "matching { pairs { stem: 'A' option: '1' } pairs { stem: 'B' option: '2' } distractors: '3' }",
        "ordering { entries: ['a', 'b', 'c', 'd'] }",
        "date { earliest: '1961-04-17' latest: '1961-04-20' precision: PRECISION_DAY }",
        "date { earliest: '1962-07-01' latest: '1962-07-31' precision: PRECISION_MONTH }"}) {
    const v1::Item item = Item(kind);
    for (const uint64_t seed : {1u, 2u, 3u}) {
      const v1::Response correct = CorrectResponse(item, seed);
      EXPECT_TRUE(CheckResponse(item, seed, correct).ok()) << kind;
      EXPECT_EQ(GradeResponse(item, seed, correct).mark, 1'000'000) << kind;
      EXPECT_NE(ResponseText(item, seed, correct), "") << kind;
    }
  }
}

}  // namespace
}  // namespace lyceum::quiz
