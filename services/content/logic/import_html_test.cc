#include "services/content/logic/import_html.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/content/logic/import.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::Explanation;

Explanation Read(absl::string_view html) {
  absl::StatusOr<Explanation> explanation = Import(v1::Provenance::FORMAT_HTML, html, {});
  EXPECT_TRUE(explanation.ok()) << explanation.status();
  return explanation.ok() ? *explanation : Explanation();
}

TEST(ReadHtml, ReadsAnArticle) {
  Explanation read = Read(
      "<!DOCTYPE html><html lang=en><head><title>The Wall | Some Site</title><meta name=author content='A. "
      "Writer'></head>"
      "<body><header>Site head</header><nav><a href=/>Home</a></nav><main><h1>The Wall</h1>"
      "<p>It <b>divided </b>a <a href='https://x.org/city'>city</a>.<p>Twice &amp; for long."
      "<h2>Terms</h2><table><tr><th>Term<th>Definition</tr><tr><td>Sector<td>A part of the city</tr></table>"
      "<h2>Glossary</h2><dl><dt>Visa<dd>Leave to travel</dl>"
      "<h2>Story</h2><ul><li>One<ul><li>Inner</ul><li>Two</ul><pre>code\n  ``` here</pre>"
      "<blockquote><p>Tear it down.</p><cite>A president</cite></blockquote>"
      "<figure><img src='https://x.org/wall.jpg' alt='A wall'><figcaption>In 1961</figcaption></figure>"
      "<p>Already have an account? Log in</p></main><aside>Advert</aside><footer>Foot</footer></body></html>");
  EXPECT_EQ(read.title(), "The Wall");
  EXPECT_EQ(read.language(), "en");
  EXPECT_EQ(read.provenance().author(), "A. Writer");
  ASSERT_EQ(read.sections_size(), 6);
  EXPECT_EQ(read.sections(0).rich_text().markdown(),
            "It **divided** a [city](https://x.org/city).\n\nTwice & for long.");
  EXPECT_EQ(read.sections(1).term_table().rows(0).term(), "Sector");
  EXPECT_EQ(read.sections(2).term_table().rows(0).definition(), "Leave to travel");
  EXPECT_THAT(read.sections(3).rich_text().markdown(), HasSubstr("- One\n   - Inner\n- Two"));
  EXPECT_THAT(read.sections(3).rich_text().markdown(), HasSubstr("````\ncode\n  ``` here\n````"));
  EXPECT_EQ(read.sections(4).quote().text(), "Tear it down.");
  EXPECT_EQ(read.sections(4).quote().attribution(), "A president");
  EXPECT_EQ(read.sections(5).figure().caption(), "In 1961");
  for (absl::string_view gone : {"Site head", "Home", "Advert", "Foot", "Log in"}) {
    EXPECT_THAT(read.DebugString(), Not(HasSubstr(std::string(gone))));
  }
}

TEST(ReadHtml, LetsNothingThroughThatCouldRun) {
  Explanation read = Read(
      "<body><p onclick='alert(1)'>Safe text stays here.</p><script>alert(2)</script><style>p{}</style>"
      "<iframe src=evil></iframe><form><input value=secret></form><svg onload=alert(3)><text>drawn</text></svg>"
      "<p><a href=' java\nscript:alert(4)'>link text</a> &lt;script&gt;shown&lt;/script&gt;</p>"
      "<img src='data:text/html;base64,AAAA'><img src=javascript:alert(5)><noscript><p>no</p></noscript>"
      "<object data=x>obj</object><math><mi>m</mi></math><template><p>t</p></template><p hidden>hid</p>");
  std::string all = read.DebugString();
  for (absl::string_view bad : {"alert", "onclick", "evil", "secret", "drawn", "base64", "obj", "hid", "javascript"}) {
    EXPECT_THAT(all, Not(HasSubstr(std::string(bad))));
  }
  std::string text;
  for (const TextPart& part : PlainTexts(read)) text += part.text + "\n";
  EXPECT_THAT(text, HasSubstr("link text <script>shown</script>"));
}

TEST(ReadHtml, ReadsOldEncodings) {
  EXPECT_THAT(Read("<meta charset=iso-8859-1><p>Caf\xe9 society in the 1920s</p>").DebugString(),
              HasSubstr("Caf\\303\\251"));
  std::string utf16 = "\xFF\xFE";
  for (char c : std::string("<p>Wide letters</p>")) utf16 += {c, '\0'};
  EXPECT_THAT(Read(utf16).DebugString(), HasSubstr("Wide letters"));
}

TEST(ReadHtml, RefusesEndlessNesting) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<div>";
  absl::StatusOr<Document> read = ReadHtml(deep);
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(std::string(read.status().message()), HasSubstr("line 1"));
}

}  // namespace
}  // namespace lyceum::content
