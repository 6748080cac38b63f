#include "services/lyceumctl/draw/markdown.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Markdown, DrawsBlocks) {
  EXPECT_EQ(Markdown("# Head\n\nOne *two* **three**\nfour.\n\n- a\n- b c\n\n1. x\n2. y\n\n> q\n", 40, Ink()),
            "Head\n\nOne two three four.\n\n• a\n• b c\n\n1. x\n2. y\n\n▌ q\n");
  EXPECT_EQ(Markdown("", 40, Ink()), "");
}

TEST(Markdown, WrapsListItemsUnderTheirText) {
  EXPECT_EQ(Markdown("- the quick brown fox\n", 14, Ink()), "• the quick\n  brown fox\n");
}

TEST(Markdown, DrawsTables) {
  EXPECT_EQ(Markdown("| a | b |\n|---|---|\n| 1 | 2 |\n", 40, Ink()),
            "┌───┬───┐\n│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n└───┴───┘\n");
}

TEST(Markdown, EscapesControlCharactersAndShowsHtmlAsText) {
  const std::string out = Markdown("a\x1b[2Jb &#27;[31m\n\n<script>x</script>\n", 40, Ink());
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, HasSubstr("<script>"));
}

TEST(Markdown, SurvivesDeepNesting) {
  const std::string out = Markdown(std::string(5000, '>') + " x", 40, Ink());
  EXPECT_LT(out.size(), 10000u);
}

TEST(Markdown, BoldSpansLinesInColour) {
  EXPECT_EQ(Markdown("**aaa bbb**", 10, Ink(true)), "\x1b[1maaa bbb\x1b[0m\n");
}

}  // namespace
}  // namespace lyceum::draw
