#include "services/content/logic/quote.h"

#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

v1::Explanation Sample() {
  v1::Explanation explanation;
  auto& text = *explanation.add_sections();
  text.set_id("intro");
  text.set_heading("Début");
  text.mutable_rich_text()->set_markdown(
      "# A *head*\n\nOne **bold**\nword é here.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  return explanation;
}

TEST(FindQuote, CountsCodePointsAndKeepsTheSurroundings) {
  const auto span = FindQuote(PlainTexts(Sample()), "é  here");
  ASSERT_TRUE(span);
  EXPECT_EQ(span->section(), "intro");
  EXPECT_EQ(span->part(), "markdown");
  EXPECT_EQ(span->start(), 21);
  EXPECT_EQ(span->end(), 27);
  EXPECT_EQ(span->quote(), "é here");
  EXPECT_EQ(span->prefix(), "A head\nOne bold word ");
  EXPECT_EQ(span->suffix(), ".\na b\n1 2");
}

TEST(FindQuote, FindsNothingWhereThereIsNothing) {
  EXPECT_FALSE(FindQuote(PlainTexts(Sample()), "absent"));
  EXPECT_FALSE(FindQuote(PlainTexts(Sample()), "  "));
  EXPECT_FALSE(FindQuote({}, "x"));
}

}  // namespace
}  // namespace lyceum::content
