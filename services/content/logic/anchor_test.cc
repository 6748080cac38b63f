#include "services/content/logic/anchor.h"

#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

const TextPart kOld{"s1", "markdown", "Zürich lies on a lake. The wall was built in August 1961 and fell in 1989."};

v1::TextSpan OldSpan(absl::string_view quote) {
  return MakeSpan(kOld, absl::string_view(kOld.text).substr(kOld.text.find(std::string(quote)), quote.size()));
}

TEST(MakeSpan, CountsCodePoints) {
  v1::TextSpan span = OldSpan("lies");
  EXPECT_EQ(span.start(), 7);
  EXPECT_EQ(span.end(), 11);
  EXPECT_EQ(span.prefix(), "Zürich ");
  EXPECT_EQ(span.suffix().size(), 32u);
  EXPECT_EQ(MakeSpan(kOld, -5, 9999).quote(), kOld.text);
  EXPECT_EQ(MakeSpan(kOld, 9, 3).quote(), "");
}

TEST(ReAnchor, FindsTheSamePlace) {
  Anchor anchor = ReAnchor(OldSpan("The wall was built"), {kOld});
  EXPECT_EQ(anchor.match, AnchorMatch::kInPlace);
}

TEST(ReAnchor, FindsTheTextThatMoved) {
  TextPart moved{"s1", "markdown", "First, something new. " + kOld.text};
  Anchor anchor = ReAnchor(OldSpan("The wall was built"), {moved});
  EXPECT_EQ(anchor.match, AnchorMatch::kMoved);
  EXPECT_EQ(anchor.span.quote(), "The wall was built");
  EXPECT_EQ(anchor.span.start(), 23 + 22);
  TextPart elsewhere{"s9", "rows[0].event", "The wall was built"};
  EXPECT_EQ(ReAnchor(OldSpan("The wall was built"), {elsewhere}).span.section(), "s9");
}

TEST(ReAnchor, ChoosesTheBestSurroundings) {
  TextPart twice{"s1", "markdown",
                 "In 1961 and 1989 much changed. Later: The wall was built in August 1961 and fell in 1989."};
  Anchor anchor = ReAnchor(OldSpan("1961"), {twice});
  EXPECT_EQ(anchor.match, AnchorMatch::kMoved);
  EXPECT_EQ(anchor.span.prefix().substr(anchor.span.prefix().size() - 7), "August ");
}

TEST(ReAnchor, FindsATextThatWasMended) {
  TextPart mended{"s1", "markdown", "The walls were built in August 1961, and they fell in 1989."};
  Anchor anchor = ReAnchor(OldSpan("The wall was built in August 1961"), {mended});
  EXPECT_EQ(anchor.match, AnchorMatch::kFuzzy);
  EXPECT_EQ(anchor.span.quote(), "The walls were built in August 1961");
}

TEST(ReAnchor, ReportsOrphans) {
  TextPart other{"s1", "markdown", "Nothing of this kind is left here, not one word."};
  v1::TextSpan old = OldSpan("The wall was built");
  Anchor anchor = ReAnchor(old, {other});
  EXPECT_EQ(anchor.match, AnchorMatch::kOrphaned);
  EXPECT_EQ(anchor.span.SerializeAsString(), old.SerializeAsString());
  EXPECT_EQ(ReAnchor(v1::TextSpan(), {kOld}).match, AnchorMatch::kOrphaned);
  EXPECT_EQ(ReAnchor(old, std::vector<TextPart>()).match, AnchorMatch::kOrphaned);
}

}  // namespace
}  // namespace lyceum::content
