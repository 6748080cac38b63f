#include "services/content/logic/assemble.h"

#include "gtest/gtest.h"
#include "services/content/logic/questions.h"
#include "services/content/logic/tables.h"

namespace lyceum::content {
namespace {

TEST(FillFromTable, TellsTimelinesFromNumbers) {
  v1::Section section;
  EXPECT_FALSE(FillFromTable({{"City", "People"}, {"A", "1900"}, {"B", "1950"}}, Role::kNone, section));
  EXPECT_TRUE(FillFromTable({{"Year", "What"}, {"1900", "A"}, {"1950", "B"}}, Role::kNone, section));
  EXPECT_EQ(section.timeline().rows_size(), 2);
  section.Clear();
  EXPECT_TRUE(FillFromTable({{"", ""}, {"5 May 1900", "A"}, {"1950", "B"}}, Role::kNone, section));
  EXPECT_FALSE(FillFromTable({{"Date", "Event"}, {"1900", ""}}, Role::kNone, section));
  EXPECT_FALSE(FillFromTable({{"Term", "Definition"}}, Role::kNone, section));
}

TEST(FillFromTable, ReadsTermsAndQuestions) {
  v1::Section section;
  EXPECT_TRUE(FillFromTable({{"Begriff", "Bedeutung"}, {"Zoll", "Abgabe"}}, Role::kNone, section));
  EXPECT_TRUE(section.has_term_table());
  EXPECT_TRUE(FillFromTable({{"Question", "Answer"}, {"Who?", "He"}}, Role::kNone, section));
  EXPECT_TRUE(section.has_flashcards());
  EXPECT_FALSE(FillFromTable({{"x", "y"}, {"a", "b"}}, Role::kNone, section));
  EXPECT_TRUE(FillFromTable({{"x", "y"}, {"a", "b"}}, Role::kTerms, section));
}

TEST(FillFromItems, SplitsTermsAndDates) {
  v1::Section section;
  EXPECT_TRUE(FillFromItems({"Zoll: eine Abgabe", "Bund – ein Vertrag"}, Role::kTerms, section));
  EXPECT_EQ(section.term_table().rows(1).definition(), "ein Vertrag");
  EXPECT_TRUE(FillFromItems({"1961: the wall", "9 November 1989: its fall"}, Role::kTimeline, section));
  EXPECT_EQ(section.timeline().rows(1).date().earliest(), "1989-11-09");
  EXPECT_FALSE(FillFromItems({"no mark here"}, Role::kTerms, section));
}

TEST(IsQuestion, IsOneSentenceThatAsks) {
  EXPECT_TRUE(IsQuestion("When did J. F. Kennedy speak?"));
  EXPECT_FALSE(IsQuestion("He spoke. Did he?"));
  EXPECT_FALSE(IsQuestion("Did he? Did she?"));
  EXPECT_FALSE(IsQuestion("He spoke."));
  EXPECT_FALSE(IsQuestion("?"));
}

TEST(Assemble, GivesTheHeadingToTheFirstSectionBelowIt) {
  Document document;
  document.blocks = {HeadingBlock(2, "One"), ParagraphBlock("text"), QuoteBlock("said", "x"), ParagraphBlock("more")};
  v1::Explanation explanation = Assemble(document);
  ASSERT_EQ(explanation.sections_size(), 3);
  EXPECT_EQ(explanation.sections(0).heading(), "One");
  EXPECT_EQ(explanation.sections(0).id(), "one");
  EXPECT_TRUE(explanation.sections(1).has_quote());
  EXPECT_EQ(explanation.sections(2).heading(), "");
  EXPECT_EQ(explanation.sections(2).id(), "text");
}

TEST(Assemble, KeepsAHeadingWithNothingOfItsOwn) {
  Document document;
  document.blocks = {HeadingBlock(2, "Part"), HeadingBlock(3, "First"), ParagraphBlock("text"), HeadingBlock(3, "Next"),
                     ParagraphBlock("more")};
  v1::Explanation explanation = Assemble(document);
  ASSERT_EQ(explanation.sections_size(), 2);
  EXPECT_EQ(explanation.sections(0).heading(), "Part: First");
  EXPECT_EQ(explanation.sections(1).heading(), "Next");
}

}  // namespace
}  // namespace lyceum::content
