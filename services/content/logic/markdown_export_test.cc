#include "services/content/logic/markdown_export.h"

#include "gtest/gtest.h"
#include "services/content/logic/dates.h"
#include "services/content/logic/import.h"

namespace lyceum::content {
namespace {

v1::Section& Add(v1::Explanation& explanation, const char* id, const char* heading) {
  v1::Section& section = *explanation.add_sections();
  section.set_id(id);
  section.set_heading(heading);
  return section;
}

v1::Explanation Everything() {
  v1::Explanation all;
  all.set_title("All: \"of\" it \\ *here*");
  all.set_language("en");
  all.add_topic_path("history");
  all.add_topic_path("trade");
  all.set_summary("Short.");
  all.mutable_provenance()->set_licence("CC0");
  Add(all, "intro", "").mutable_rich_text()->set_markdown("Text with **bold**.\n\n### Inner head\n\n  - a\n  - b");
  Add(all, "more", "").mutable_rich_text()->set_markdown("![only](https://x.org/i.png)");
  auto& term = *Add(all, "t-1", "Terms | and #more").mutable_term_table()->add_rows();
  term.set_term("a | b");
  term.set_definition("*no* <b>markup</b>");
  auto& timeline = *Add(all, "when", "When").mutable_timeline();
  auto& first = *timeline.add_rows();
  *first.mutable_date() = ParseHistoricalDate("soon");
  first.set_event("Nothing");
  auto& second = *timeline.add_rows();
  *second.mutable_date() = ParseHistoricalDate("17-20th April 1961");
  second.set_event("Landing");
  second.set_significance("Failure");
  Add(all, "points", "Points").mutable_takeaways()->add_points("1. not a list");
  auto& faq = *Add(all, "faq", "").mutable_faq();
  faq.add_entries()->set_answer("An answer alone.");
  faq.add_entries()->set_answer("Is this an answer?\nQ: yes\nA: it is");
  auto& asked = *faq.add_entries();
  asked.set_question("Why?");
  asked.set_answer("So.");
  auto& pair = *Add(all, "cards", "Cards").mutable_flashcards()->add_pairs();
  pair.set_question("Not asked");
  pair.set_answer("Answered");
  auto& quote = *Add(all, "said", "").mutable_quote();
  quote.set_text("One.\nTwo.");
  quote.set_attribution("Some One");
  auto& figure = *Add(all, "fig", "").mutable_figure();
  figure.set_uri("media/a.jpg");
  figure.set_alt_text("An [odd] alt");
  figure.set_caption("A \"caption\" & more");
  return all;
}

TEST(ToMarkdown, ReadsBackAsTheSameExplanation) {
  v1::Explanation all = Everything();
  std::string markdown = ToMarkdown(all);
  absl::StatusOr<v1::Explanation> read = Import(v1::Provenance::FORMAT_MARKDOWN, markdown, {});
  ASSERT_TRUE(read.ok()) << read.status() << markdown;
  all.mutable_provenance()->set_format(v1::Provenance::FORMAT_MARKDOWN);
  EXPECT_EQ(read->DebugString(), all.DebugString()) << markdown;
  EXPECT_EQ(ToMarkdown(*read), markdown);
}

TEST(ToMarkdown, KeepsAnOpenFenceInItsSection) {
  v1::Explanation open;
  open.set_title("t");
  open.set_language("en");
  Add(open, "a", "").mutable_rich_text()->set_markdown("```\ncode");
  Add(open, "b", "B").mutable_rich_text()->set_markdown("text");
  absl::StatusOr<v1::Explanation> read = Import(v1::Provenance::FORMAT_MARKDOWN, ToMarkdown(open), {});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->sections_size(), 2);
  EXPECT_EQ(read->sections(1).rich_text().markdown(), "text");
}

}  // namespace
}  // namespace lyceum::content
