#include "services/lyceumctl/reader_text.h"

#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

content::v1::Explanation Sample() {
  content::v1::Explanation explanation;
  auto& text = *explanation.add_sections();
  text.set_id("intro");
  text.set_heading("Début");
  text.mutable_rich_text()->set_markdown(
      "# A *head*\n\nOne **bold**\nword é here.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  auto& terms = *explanation.add_sections();
  terms.set_id("terms");
  auto& row = *terms.mutable_term_table()->add_rows();
  row.set_term("Détente");
  row.set_definition("A thaw.");
  return explanation;
}

TEST(ReaderTexts, TakesMarksOutOfMarkdown) {
  const auto texts = ReaderTexts(Sample());
  ASSERT_EQ(texts.size(), 4u);
  EXPECT_EQ(texts[0].part, "heading");
  EXPECT_EQ(texts[1].part, "markdown");
  EXPECT_EQ(texts[1].text, "A head\nOne bold word é here.\na b\n1 2");
  EXPECT_EQ(texts[3].section, "terms");
  EXPECT_EQ(texts[3].part, "rows[0].definition");
}

TEST(FindQuote, CountsCodePointsAndKeepsTheSurroundings) {
  const auto span = FindQuote(ReaderTexts(Sample()), "é  here");
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
  EXPECT_FALSE(FindQuote(ReaderTexts(Sample()), "absent"));
  EXPECT_FALSE(FindQuote(ReaderTexts(Sample()), "  "));
  EXPECT_FALSE(FindQuote({}, "x"));
}

TEST(FindQuote, CutsTheSurroundingsTo32Characters) {
  const std::string text = std::string(50, 'a') + "é" + std::string(50, 'b');
  const auto span = FindQuote({{"s", "text", text}}, "é");
  ASSERT_TRUE(span);
  EXPECT_EQ(span->prefix(), std::string(32, 'a'));
  EXPECT_EQ(span->suffix(), std::string(32, 'b'));
}

}  // namespace
}  // namespace lyceum::ctl
