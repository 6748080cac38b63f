#include "services/content/logic/import_markdown.h"

#include <fstream>
#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/logic/import.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Explanation;
using v1::Section;

Explanation Read(absl::string_view text) {
  absl::StatusOr<Explanation> explanation = Import(v1::Provenance::FORMAT_MARKDOWN, text, {});
  EXPECT_TRUE(explanation.ok()) << explanation.status();
  return explanation.ok() ? *explanation : Explanation();
}

TEST(ReadMarkdown, ReadsFrontMatterAndTypedSections) {
  Explanation read = Read(
      "---\ntitle: \"Salt: a history\"\nlanguage: en-GB\ntopic: History/Trade Goods\nlicence: CC0\nauthor: A. "
      "Writer\n---\n"
      "Salt *keeps* food.\n\n## Words\n\n| Term | Definition |\n|---|---|\n| Brine | Salt water |\n\n"
      "## Dates\n\n| Date | Event | Significance |\n|---|---|---|\n| 1930 | March | Protest |\n"
      "| 5 April 1930 | Arrival | End |\n\n"
      "## Numbers\n\n| Place | Tons |\n|---|---|\n| Halle | 12 |\n\n"
      "## Key takeaways\n\n- One\n- Two\n\n## FAQ\n\n### Why?\n\nBecause.\n\nAnd so.\n\n### When?\n\nThen.\n\n"
      "## Cards\n\nQ: What?\nA: Salt\n\nQ: Where?\nA: Sea\n\n> Salt is born of the purest parents.\n"
      "> \n> — A Greek\n\n"
      "![A pan](https://x.org/pan.jpg \"The pan\")\n");
  EXPECT_EQ(read.title(), "Salt: a history");
  EXPECT_EQ(read.language(), "en-GB");
  EXPECT_THAT(read.topic_path(), ::testing::ElementsAre("history", "trade-goods"));
  EXPECT_EQ(read.provenance().licence(), "CC0");
  EXPECT_EQ(read.provenance().author(), "A. Writer");
  ASSERT_EQ(read.sections_size(), 9);
  EXPECT_EQ(read.sections(0).rich_text().markdown(), "Salt *keeps* food.");
  EXPECT_EQ(read.sections(1).term_table().rows(0).definition(), "Salt water");
  EXPECT_EQ(read.sections(1).id(), "words");
  EXPECT_EQ(read.sections(2).timeline().rows(1).date().earliest(), "1930-04-05");
  EXPECT_THAT(read.sections(3).rich_text().markdown(), HasSubstr("| Halle | 12 |"));
  EXPECT_EQ(read.sections(4).takeaways().points(1), "Two");
  EXPECT_EQ(read.sections(5).faq().entries(0).question(), "Why?");
  EXPECT_EQ(read.sections(5).faq().entries(0).answer(), "Because.\nAnd so.");
  EXPECT_EQ(read.sections(6).flashcards().pairs(1).answer(), "Sea");
  EXPECT_EQ(read.sections(6).heading(), "Cards");
  EXPECT_EQ(read.sections(7).quote().attribution(), "A Greek");
  EXPECT_EQ(read.sections(8).figure().caption(), "The pan");
  EXPECT_EQ(read.sections(8).figure().alt_text(), "A pan");
}

TEST(ReadMarkdown, DropsWhatCouldRun) {
  Explanation read = Read(
      "# Title\n\nText <b onclick=\"x()\">bold</b> [go](javascript:alert(1)) ![i](data:image/svg+xml;base64,AA)\n\n"
      "<script>alert(2)</script>\n\n- a <img src=x onerror=y>\n\n## Figure\n\n![i](javascript:x)\n");
  EXPECT_EQ(read.title(), "Title");
  std::string all = read.DebugString();
  for (absl::string_view bad : {"script", "onclick", "onerror", "<b", "data:"}) {
    EXPECT_THAT(all, Not(HasSubstr(std::string(bad))));
  }
  EXPECT_THAT(all, HasSubstr("Text bold go i"));
}

TEST(ReadMarkdown, TakesTheTitleFromTheFirstHeading) {
  EXPECT_EQ(Read("# One\n\ntext\n").title(), "One");
  EXPECT_EQ(Read("---\n\nA rule above, and no front matter.\n").sections_size(), 1);
}

TEST(ReadMarkdown, RefusesEndlessNesting) {
  absl::StatusOr<Document> deep = ReadMarkdown(std::string(10000, '>') + " text");
  ASSERT_FALSE(deep.ok());
  EXPECT_THAT(std::string(deep.status().message()), HasSubstr("256"));
}

TEST(ReadMarkdown, ReadsTheSampleThatShips) {
  std::ifstream file("deploy/sample/khrushchev.md");
  ASSERT_TRUE(file) << "run this from the top of the repository";
  std::stringstream text;
  text << file.rdbuf();
  Explanation sample = Read(text.str());
  std::map<Section::BodyCase, int> sizes;
  for (const Section& section : sample.sections()) {
    sizes[section.body_case()] += section.term_table().rows_size() + section.timeline().rows_size() +
                                  section.takeaways().points_size() + section.faq().entries_size() +
                                  section.flashcards().pairs_size();
    for (const auto& row : section.timeline().rows()) EXPECT_NE(row.date().earliest(), "") << row.date().text();
  }
  EXPECT_EQ(sizes[Section::kTermTable], 9);
  EXPECT_EQ(sizes[Section::kTimeline], 10);
  EXPECT_EQ(sizes[Section::kTakeaways], 5);
  EXPECT_EQ(sizes[Section::kFaq], 4);
  EXPECT_EQ(sizes[Section::kFlashcards], 6);
  EXPECT_EQ(sizes.count(Section::kQuote), 1u);
  EXPECT_EQ(sample.provenance().licence(), "CC0");
}

}  // namespace
}  // namespace lyceum::content
