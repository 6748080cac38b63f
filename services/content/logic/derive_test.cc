#include "services/content/logic/derive.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/logic/dates.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

v1::Explanation Sample() {
  v1::Explanation explanation;
  explanation.set_name("tenants/t/explanations/e");
  explanation.set_revision(3);
  auto& terms = *explanation.add_sections();
  terms.set_id("terms");
  auto& row = *terms.mutable_term_table()->add_rows();
  row.set_term("Magma");
  row.set_definition("Molten rock; magma that comes out is lava");
  auto& dates = *explanation.add_sections();
  dates.set_id("dates");
  auto& event = *dates.mutable_timeline()->add_rows();
  *event.mutable_date() = ParseHistoricalDate("1669");
  event.set_event("The longest eruption");
  auto& questions = *explanation.add_sections();
  questions.set_id("faq");
  questions.mutable_faq()->add_entries()->set_answer("No question, so no card.");
  auto& asked = *questions.mutable_faq()->add_entries();
  asked.set_question("Why?");
  asked.set_answer("Because.");
  return explanation;
}

TEST(DeriveFlashcards, AsksBothWaysAndSaysWhere) {
  v1::Explanation sample = Sample();
  std::vector<CardCandidate> cards = DeriveFlashcards(sample);
  ASSERT_EQ(cards.size(), 7u);
  EXPECT_EQ(cards[0].card.front(), "Magma");
  EXPECT_EQ(cards[1].card.back(), "Magma");
  EXPECT_EQ(cards[2].card.kind(), v1::Flashcard::KIND_CLOZE);
  EXPECT_EQ(cards[2].card.cloze_text(), "Molten rock; {{c1::magma}} that comes out is lava");
  EXPECT_EQ(cards[5].card.cloze_text(), "{{c1::1669}}: The longest eruption");
  EXPECT_EQ(cards[6].card.back(), "Because.");
  std::vector<TextPart> texts = PlainTexts(sample);
  for (const CardCandidate& candidate : cards) {
    const v1::Lineage& lineage = candidate.card.lineage();
    EXPECT_EQ(lineage.explanation(), "tenants/t/explanations/e");
    EXPECT_EQ(lineage.revision(), 3);
    bool found = false;
    for (const TextPart& text : texts) {
      found = found || (text.section == lineage.span().section() && text.part == lineage.span().part() &&
                        text.text == lineage.span().quote());
    }
    EXPECT_TRUE(found) << lineage.ShortDebugString();
  }
}

TEST(DeriveFlashcards, PassesOverTextsWithGapMarks) {
  v1::Explanation sample = Sample();
  sample.mutable_sections(0)->mutable_term_table()->mutable_rows(0)->set_definition("{{c1::x}}");
  for (const CardCandidate& candidate : DeriveFlashcards(sample)) {
    EXPECT_NE(candidate.origin, CardCandidate::Origin::kClozeTerm);
  }
}

}  // namespace
}  // namespace lyceum::content
