#include "services/content/logic/search/ranking.h"

#include <cmath>

#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

double Score(const std::vector<WeightedTerm>& terms, const TermCounts& counts, const Collection& collection) {
  return Bm25(terms, counts.packed, counts.length, collection);
}

TEST(Bm25, AgreesWithTheFormula) {
  const TermCounts counts = CountTerms("", "wall wall berlin city", "en");
  EXPECT_EQ(counts.length, 4);
  const Collection collection{10, 80};
  const double expected = 2.5 * 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 4 / 8));
  EXPECT_NEAR(Score({{"wall", 2.5}}, counts, collection), expected, 1e-12);
}

TEST(Bm25, CountsAWordOfTheTitleForMore) {
  const Collection collection{2, 6};
  EXPECT_GT(Score({{"wall", 1}}, CountTerms("wall", "berlin city", "en"), collection),
            Score({{"wall", 1}}, CountTerms("berlin", "wall city", "en"), collection));
}

TEST(Bm25, PrefersShortTextsAndIgnoresWhatIsNotThere) {
  const Collection collection{2, 12};
  EXPECT_GT(Score({{"wall", 1}}, CountTerms("", "wall a b", "en"), collection),
            Score({{"wall", 1}}, CountTerms("", "wall a b c d e f g h", "en"), collection));
  EXPECT_EQ(Score({{"tower", 1}}, CountTerms("", "wall", "en"), collection), 0);
  EXPECT_EQ(Score({{"wall", 1}}, CountTerms("", "", "en"), Collection{}), 0);
}

TEST(InverseDocumentFrequency, FallsWithFrequencyAndStaysPositive) {
  EXPECT_NEAR(InverseDocumentFrequency(100, 10), std::log(1 + 90.5 / 10.5), 1e-12);
  EXPECT_GT(InverseDocumentFrequency(100, 1), InverseDocumentFrequency(100, 50));
  EXPECT_GT(InverseDocumentFrequency(100, 100), 0);
  EXPECT_GT(InverseDocumentFrequency(1, 5), 0);
}

TEST(CountTerms, FindsEveryWordOfALongText) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "word" + std::to_string(i) + " ";
  const TermCounts counts = CountTerms("title", text, "xx");
  EXPECT_EQ(counts.stems.size(), 5001u);
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(HasTerm(counts.packed, "word" + std::to_string(i)));
  EXPECT_FALSE(HasTerm(counts.packed, "absent"));
}

TEST(CountTerms, KeepsItsLimit) {
  std::string text;
  for (int i = 0; i < kMaxIndexedTerms + 100; ++i) text += "w" + std::to_string(i) + " ";
  EXPECT_EQ(CountTerms("", text, "xx").stems.size(), static_cast<size_t>(kMaxIndexedTerms));
}

}  // namespace
}  // namespace lyceum::content
