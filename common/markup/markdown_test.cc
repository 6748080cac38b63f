#include "common/markup/markdown.h"

#include "common/markup/markdown_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PlainText, IsWhatAReaderSees) {
  EXPECT_EQ(PlainText("# Head\n\nSome *text* and\n[a link](https://x.org) &amp; `code`.\n\n- one\n- two"),
            "Head\nSome text and a link & code.\none\ntwo");
  EXPECT_EQ(PlainText("| a | b |\n|---|---|\n| c | **d** |"), "a b\nc d");
  EXPECT_EQ(PlainText("![alt text](x.png)"), "alt text");
  EXPECT_EQ(PlainText(""), "");
}

TEST(EscapeMarkdown, ReadsBackAsTheSameText) {
  for (absl::string_view text :
       {"plain", "*stars* _lines_ [x](y)", "<b>bold</b> &amp; &lt;", "# no heading", "- no item", "1. no item", "1) no",
        "> no quote", "~~~", "~~gone~~", "a | b", "`code`", "back\\slash", "+ plus", "=== ", "---", "***", "![x](y)",
        "https://a.b/c_d_e", "50 % of 3 < 4", "Gomułka — “Tauwetter”", "    four spaces", "a\n\n\nb"}) {
    std::string words(text);
    std::string expected;
    for (char c : words) {
      if (c == '\n') c = ' ';
      if (c == ' ' && (expected.empty() || expected.back() == ' ')) continue;
      expected.push_back(c);
    }
    while (!expected.empty() && expected.back() == ' ') expected.pop_back();
    EXPECT_EQ(PlainText(EscapeMarkdown(text)), expected) << EscapeMarkdown(text);
    EXPECT_THAT(UnsafeMarkdown(EscapeMarkdown(text)), IsEmpty()) << text;
  }
}

TEST(MarkdownWriter, PutsSpacesOutsideOfMarks) {
  MarkdownWriter writer;
  writer.Text("one");
  writer.OpenStrong();
  writer.Text(" two ");
  writer.Close();
  writer.OpenEmphasis();
  writer.Close();
  writer.Text("three!");
  writer.OpenLink("https://x.org/a");
  writer.Text("link");
  writer.Close();
  writer.OpenLink("javascript:alert(1)");
  writer.Text(" text");
  writer.Close();
  std::string markdown = writer.Take();
  EXPECT_EQ(markdown, "one **two** three\\![link](https://x.org/a) text");
  EXPECT_EQ(writer.Take(), "");
}

TEST(UnsafeMarkdown, FindsHtmlAndScriptLinks) {
  EXPECT_THAT(UnsafeMarkdown("fine\n\n<script>alert(1)</script>"), ElementsAre("raw HTML at line 3"));
  EXPECT_THAT(UnsafeMarkdown("a <b onclick=x>b</b>").size(), 2);
  for (absl::string_view url : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:x", "data:text/html,x",
                                "vbscript:x", "file:///etc/passwd", "java&#10;script:x"}) {
    EXPECT_THAT(UnsafeMarkdown(std::string("[x](<") + std::string(url) + ">)").size(), 1) << url;
  }
  EXPECT_THAT(UnsafeMarkdown("[a](https://x.org) [b](/c:d) [c](mailto:a@b.c) `<b>` \\<b>"), IsEmpty());
  EXPECT_THAT(UnsafeMarkdown("[x]: javascript:alert(1)\n\n[x]").size(), 1);
}

TEST(MarkdownDepth, SeesNesting) {
  EXPECT_GT(MarkdownDepth(std::string(1000, '>')), 900);
  EXPECT_GT(MarkdownDepth(std::string(1000, '[')), 900);
  EXPECT_LT(MarkdownDepth("- a\n  - b\n\n-----\n\n" + std::string(400, '-') + "\n| a | b |\n|---|---|"), 20);
}

// Where the time grows with the square of the length, this does not end.
TEST(EscapeMarkdown, TakesALongTextInOneGo) {
  std::string words;
  while (words.size() < 2 << 20) words += "a ";
  EXPECT_EQ(EscapeMarkdown(words).size(), words.size() - 1);
}

}  // namespace
}  // namespace lyceum
