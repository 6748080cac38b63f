#include "services/content/logic/diff.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

using v1::SectionChange;
using v1::TextHunk;

std::string Show(absl::string_view before, absl::string_view after) {
  bool truncated = false;
  std::string out, old_text, new_text;
  for (const TextHunk& hunk : DiffWords(before, after, truncated)) {
    if (hunk.kind() == TextHunk::KIND_KEPT) absl::StrAppend(&out, hunk.text());
    if (hunk.kind() == TextHunk::KIND_REMOVED) absl::StrAppend(&out, "[-", hunk.text(), "]");
    if (hunk.kind() == TextHunk::KIND_ADDED) absl::StrAppend(&out, "[+", hunk.text(), "]");
    if (hunk.kind() != TextHunk::KIND_ADDED) old_text += hunk.text();
    if (hunk.kind() != TextHunk::KIND_REMOVED) new_text += hunk.text();
  }
  EXPECT_EQ(old_text, before);
  EXPECT_EQ(new_text, after);
  return out;
}

TEST(DiffWords, ShowsTheWordsThatChanged) {
  EXPECT_EQ(Show("the old wall fell", "the new wall fell"), "the [-old][+new] wall fell");
  EXPECT_EQ(Show("a b c", "a b c"), "a b c");
  EXPECT_EQ(Show("", "all new"), "[+all new]");
  EXPECT_EQ(Show("all gone", ""), "[-all gone]");
  EXPECT_EQ(Show("one two", "one, two"), "one[+,] two");
  Show("a b c a b b a", "c b a b a c");
  Show("x y z", "p q r s");
}

TEST(DiffWords, GivesUpOnTwoDifferentBooks) {
  std::string a, b;
  for (int i = 0; i < 3000; ++i) {
    absl::StrAppend(&a, "a", i, " ");
    absl::StrAppend(&b, "b", i, " ");
  }
  bool truncated = false;
  EXPECT_EQ(DiffWords(a, b, truncated).size(), 3u);
  EXPECT_TRUE(truncated);
}

v1::Explanation Sections(std::initializer_list<std::pair<const char*, const char*>> sections) {
  v1::Explanation explanation;
  for (const auto& [id, text] : sections) {
    v1::Section& section = *explanation.add_sections();
    section.set_id(id);
    section.mutable_rich_text()->set_markdown(text);
  }
  return explanation;
}

TEST(DiffExplanations, SaysWhatHappenedToSections) {
  v1::Explanation before = Sections({{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"}});
  v1::Explanation after = Sections({{"d", "D"}, {"a", "A *x*"}, {"n", "N"}, {"c", "C"}});
  after.set_title("New");
  v1::ExplanationDiff diff = DiffExplanations(before, after);
  ASSERT_EQ(diff.fields_size(), 1);
  EXPECT_EQ(diff.fields(0).part(), "title");
  ASSERT_EQ(diff.sections_size(), 4);
  EXPECT_EQ(diff.sections(0).kind(), SectionChange::KIND_MOVED);
  EXPECT_EQ(diff.sections(0).section(), "d");
  EXPECT_EQ(diff.sections(1).kind(), SectionChange::KIND_CHANGED);
  EXPECT_EQ(diff.sections(1).texts(0).part(), "markdown");
  EXPECT_EQ(diff.sections(2).kind(), SectionChange::KIND_ADDED);
  EXPECT_EQ(diff.sections(2).old_index(), -1);
  EXPECT_EQ(diff.sections(3).kind(), SectionChange::KIND_REMOVED);
  EXPECT_EQ(diff.sections(3).section(), "b");
  EXPECT_EQ(DiffExplanations(after, after).ByteSizeLong(), 0u);
}

using Rows = std::vector<std::pair<std::string, std::string>>;

v1::Explanation Terms(const Rows& rows) {
  v1::Explanation explanation;
  v1::Section& section = *explanation.add_sections();
  section.set_id("terms");
  for (const auto& [term, definition] : rows) {
    auto& row = *section.mutable_term_table()->add_rows();
    row.set_term(term);
    row.set_definition(definition);
  }
  return explanation;
}

// "rows[1].term +b" and the like, a line each.
std::string Changes(const Rows& before, const Rows& after) {
  const v1::ExplanationDiff diff = DiffExplanations(Terms(before), Terms(after));
  std::string out;
  for (const auto& section : diff.sections()) {
    for (const v1::TextChange& change : section.texts()) {
      absl::StrAppend(&out, out.empty() ? "" : "\n", change.part(), " ");
      for (const TextHunk& hunk : change.hunks()) {
        if (hunk.kind() == TextHunk::KIND_ADDED) out += "+";
        if (hunk.kind() == TextHunk::KIND_REMOVED) out += "-";
        out += hunk.text();
      }
    }
  }
  return out;
}

TEST(DiffExplanations, ARowThatIsInsertedOrRemovedIsOneChange) {
  const Rows rows = {{"a", "A"}, {"b", "B"}, {"c", "C"}};
  EXPECT_EQ(Changes(rows, {{"a", "A"}, {"n", "N"}, {"b", "B"}, {"c", "C"}}), "rows[1].term +n\nrows[1].definition +N");
  EXPECT_EQ(Changes(rows, {{"b", "B"}, {"c", "C"}}), "rows[0].term -a\nrows[0].definition -A");
  EXPECT_EQ(Changes(rows, rows), "");
  EXPECT_EQ(Changes({}, {{"a", "A"}}), "rows[0].term +a\nrows[0].definition +A");
}

TEST(DiffExplanations, ARowThatIsChangedIsComparedWithItself) {
  const Rows rows = {{"a", "A"}, {"b", "B"}, {"c", "C"}};
  EXPECT_EQ(Changes(rows, {{"n", "N"}, {"a", "A"}, {"b", "B x"}, {"c", "C"}}),
            "rows[0].term +n\nrows[0].definition +N\nrows[2].definition B+ x");
  EXPECT_EQ(Changes(rows, {{"a", "A"}, {"z", "B"}, {"c", "C"}}), "rows[1].term -b+z") << "renamed in its place";
}

TEST(DiffExplanations, ARowThatHasMovedIsRemovedAndAdded) {
  EXPECT_EQ(Changes({{"a", "A"}, {"b", "B"}, {"c", "C"}}, {{"b", "B"}, {"c", "C"}, {"a", "A"}}),
            "rows[0].term -a\nrows[0].definition -A\nrows[2].term +a\nrows[2].definition +A");
  EXPECT_EQ(Changes({{"a", "A"}, {"a", "A"}}, {{"a", "A"}}), "rows[1].term -a\nrows[1].definition -A");
}

}  // namespace
}  // namespace lyceum::content
