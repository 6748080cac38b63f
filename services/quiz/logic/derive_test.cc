#include "services/quiz/logic/derive.h"

#include <algorithm>
#include <map>
#include <set>

#include "gtest/gtest.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/testing.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

const char kArticle[] = R"(
  name: 'tenants/t/explanations/tides' title: 'Tides' language: 'en' revision: 4
  sections { id: 'intro' rich_text { markdown:
    '# Tides\n\nThe sea rises and falls. A **spring tide** is the strong tide at new and full moon. Then it ebbs.\n' } }
  sections { id: 'terms' term_table {
    rows { term: 'spring tide' definition: 'the strong tide at new and full moon' }
    rows { term: 'neap tide' definition: 'the weak tide at half moon' }
    rows { term: 'ebb' definition: 'the water going out' }
    rows { term: 'flood' definition: 'the water coming in' } } }
  sections { id: 'times' timeline {
    rows { date { text: '1687' earliest: '1687-01-01' latest: '1687-12-31' precision: PRECISION_YEAR }
           event: 'Newton explains tides' }
    rows { date { text: 'July 1775' earliest: '1775-07-01' latest: '1775-07-31' precision: PRECISION_MONTH }
           event: 'Laplace writes equations' }
    rows { date { text: '5th March 1872' earliest: '1872-03-05' latest: '1872-03-05' precision: PRECISION_DAY }
           event: 'Kelvin builds a machine' }
    rows { date { text: 'long ago' precision: PRECISION_TEXT }
           event: 'Somebody looks at the sea' } } }
  sections { id: 'cards' flashcards {
    pairs { question: 'What pulls the sea?' answer: 'The Moon.' }
    pairs { question: 'Why are there two high tides a day?' answer:
      'Because the water bulges on both sides of the Earth, once below the Moon and once opposite.' } } }
  sections { id: 'faq' faq {
    entries { question: 'Is it dangerous?' answer:
      'It can be, where the water runs fast and comes back sooner than walkers expect.' }
    entries { answer: 'An answer without a question.' } } })";

std::vector<v1::Item> Derive(DeriveOptions options = {}) {
  if (options.max_items == 0) options.max_items = 500;
  return DeriveItems(FromText<content::v1::Explanation>(kArticle), options);
}

TEST(DeriveItems, AsksAboutEverything) {
  std::map<v1::Item::KindCase, int> kinds;
  for (const auto& item : Derive()) ++kinds[item.kind_case()];
  EXPECT_EQ(kinds[v1::Item::kTrueFalse], 4);
  EXPECT_EQ(kinds[v1::Item::kMatching], 1);
  EXPECT_EQ(kinds[v1::Item::kOrdering], 1);
  EXPECT_EQ(kinds[v1::Item::kShortText], 1);
  // 4 terms both ways, 2 long answers, and the dates that are not typed.
  EXPECT_EQ(kinds[v1::Item::kSingleChoice] + kinds[v1::Item::kDate], 8 + 2 + 3);
}

TEST(DeriveItems, MakesValidItemsOfOneQuiz) {
  v1::Quiz quiz = FromText<v1::Quiz>("title: 'T' language: 'en'");
  for (const auto& item : Derive()) *quiz.add_items() = item;
  Complete(quiz);
  EXPECT_TRUE(ValidateQuiz(quiz).ok()) << ValidateQuiz(quiz);
}

TEST(DeriveItems, PutsTheRightChoiceAmongSiblings) {
  std::set<int> places;
  for (const auto& item : Derive({.origins = {v1::DeriveQuizRequest::ORIGIN_TERMS}})) {
    const auto& choices = item.single_choice().choices();
    ASSERT_EQ(choices.size(), 4) << item.DebugString();
    EXPECT_EQ(std::count_if(choices.begin(), choices.end(), [](const auto& c) { return c.correct(); }), 1);
    for (int i = 0; i < 4; ++i) {
      if (choices[i].correct()) places.insert(i);
    }
  }
  EXPECT_GT(places.size(), 1u);
}

TEST(DeriveItems, QuotesTheSentenceToReadAgain) {
  for (const auto& item : Derive()) {
    EXPECT_EQ(item.lineage().explanation(), "tenants/t/explanations/tides");
    EXPECT_EQ(item.lineage().revision(), 4);
    EXPECT_NE(item.lineage().quote(), "") << item.DebugString();
    EXPECT_NE(item.lineage().section(), "");
  }
  const auto terms = Derive({.origins = {v1::DeriveQuizRequest::ORIGIN_TERMS}});
  EXPECT_EQ(terms[0].lineage().section(), "intro");
  EXPECT_EQ(terms[0].lineage().quote(), "A spring tide is the strong tide at new and full moon.");
  EXPECT_EQ(terms[2].lineage().section(), "terms");
  EXPECT_EQ(terms[2].lineage().quote(), "neap tide: the weak tide at half moon");
}

TEST(DeriveItems, OrdersEventsByTime) {
  const auto items = Derive({.origins = {v1::DeriveQuizRequest::ORIGIN_ORDERING}, .seed = 9});
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].ordering().entries(0), "Newton explains tides");
  EXPECT_EQ(items[0].ordering().entries(2), "Kelvin builds a machine");
}

TEST(DeriveItems, TypesShortAnswers) {
  for (const auto& item : Derive({.origins = {v1::DeriveQuizRequest::ORIGIN_QUESTIONS}})) {
    if (!item.has_short_text()) continue;
    EXPECT_EQ(item.short_text().patterns(0).pattern(), "The Moon");
    EXPECT_EQ(item.short_text().patterns(1).pattern(), "Moon");
  }
}

TEST(DeriveItems, IsTheSameForTheSameSeed) {
  const auto text = [](const std::vector<v1::Item>& items) {
    std::string all;
    for (const auto& item : items) all += item.DebugString();
    return all;
  };
  EXPECT_EQ(text(Derive({.seed = 1})), text(Derive({.seed = 1})));
  EXPECT_NE(text(Derive({.seed = 1})), text(Derive({.seed = 2})));
  EXPECT_EQ(Derive({.max_items = 5}).size(), 5u);
}

TEST(DeriveItems, FindsNothingInNothing) {
  EXPECT_TRUE(DeriveItems(content::v1::Explanation(), {.max_items = 10}).empty());
  // A lone term has no siblings to be mistaken for; it can still be judged.
  const auto lone = FromText<content::v1::Explanation>(
      "sections { term_table { rows { term: 'a' definition: 'b' } } }");
  const auto items = DeriveItems(lone, {.max_items = 10});
  ASSERT_EQ(items.size(), 1u);
  EXPECT_TRUE(items[0].true_false().answer());
}

}  // namespace
}  // namespace lyceum::quiz
