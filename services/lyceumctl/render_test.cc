#include "services/lyceumctl/render.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RenderExplanation, ShowsEveryKindOfSection) {
  content::v1::Explanation explanation;
  explanation.set_name("tenants/acme/explanations/cold-war");
  explanation.set_title("The Cold War");
  explanation.set_language("en");
  auto add = [&](const char* heading) -> content::v1::Section& {
    auto& section = *explanation.add_sections();
    section.set_heading(heading);
    return section;
  };
  add("Text").mutable_rich_text()->set_markdown("Some *words*.");
  auto& term = *add("Terms").mutable_term_table()->add_rows();
  term.set_term("Détente");
  term.set_definition("A thaw.");
  auto& row = *add("Dates").mutable_timeline()->add_rows();
  row.mutable_date()->set_text("July 1962");
  row.set_event("Missiles");
  add("Points").mutable_takeaways()->add_points("Remember this");
  auto& entry = *add("FAQ").mutable_faq()->add_entries();
  entry.set_question("Why?");
  entry.set_answer("Because.");
  add("Quote").mutable_quote()->set_text("An iron curtain\x1b[31m");
  const std::string text = RenderExplanation(explanation, 60, draw::Ink());
  for (const char* part : {"The Cold War\n════════════", "explanations/cold-war", "Some words.", "│ Détente │ A thaw.",
                           "│ July 1962 │ Missiles", "• Remember this", "? Why?\n  Because.", "▌ An iron curtain"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(RenderItem, LettersChoicesAndNumbersStems) {
  quiz::v1::PaperItem item;
  item.set_prompt("Match");
  item.set_points(2'000'000);
  item.mutable_matching()->add_stems()->set_text("stem");
  item.mutable_matching()->add_options()->set_text("first");
  item.mutable_matching()->add_options()->set_text("second");
  EXPECT_EQ(RenderItem(item, 3, 7, 60, draw::Ink()),
            "Question 3 of 7  2 points\nMatch\n   1. stem\n\n  a) first\n  b) second\n");
}

TEST(RenderItem, ShowsWhatIsNotGraded) {
  quiz::v1::PaperItem item;
  item.set_prompt("How sure are you?");
  item.mutable_scale()->set_to(4);
  item.mutable_scale()->set_high_label("very");
  EXPECT_EQ(RenderItem(item, 1, 2, 60, draw::Ink()),
            "Question 1 of 2  not graded\nHow sure are you?\n  0 to 4 (very)\n");
  item.mutable_poll()->add_choices()->set_text("yes");
  EXPECT_THAT(RenderItem(item, 1, 2, 60, draw::Ink()), HasSubstr("  a) yes\n"));
}

TEST(RenderQuiz, ShowsTheKeyOnlyIfAsked) {
  quiz::v1::Quiz quiz;
  auto& item = *quiz.add_items();
  item.set_prompt("True?");
  item.mutable_short_text()->add_patterns()->set_pattern("secret");
  EXPECT_THAT(RenderQuiz(quiz, true, 60, draw::Ink()), HasSubstr("secret"));
  EXPECT_THAT(RenderQuiz(quiz, false, 60, draw::Ink()), Not(HasSubstr("secret")));
}

TEST(Words, ReadWell) {
  EXPECT_EQ(Points(1'000'000), "1");
  EXPECT_EQ(Points(333'333), "0.33");
  EXPECT_EQ(Points(-250'000), "-0.25");
  EXPECT_EQ(Points(0), "0");
  EXPECT_EQ(Percent(1, 3), "33%");
  EXPECT_EQ(Percent(1, 0), "-");
  EXPECT_EQ(EnumWord("STATE_IN_PROGRESS", "STATE_"), "in progress");
  EXPECT_EQ(WithoutTenant("tenants/acme/explanations/x"), "explanations/x");
  EXPECT_EQ(WithoutTenant("x"), "x");
}

}  // namespace
}  // namespace lyceum::ctl
