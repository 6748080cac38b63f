#include "services/content/logic/search/snippet.h"

#include "gtest/gtest.h"
#include "services/content/logic/search/words.h"

namespace lyceum::content {
namespace {

// The code points of a text from `start` to `end`.
std::string Part(absl::string_view text, int start, int end) {
  std::string part;
  int at = -1;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++at;
    if (at >= start && at < end) part += c;
  }
  return part;
}

TEST(MakeSnippet, ShowsTheStretchWithMostOfTheWords) {
  std::string text = "The wall stood. ";
  for (int i = 0; i < 100; ++i) text += "Nothing happened here… ";
  text += "In Berlin the wall divided the city.\nLater it fell.";
  const Snippet snippet = MakeSnippet(text, "en", {{"wall", 1}, {"berlin", 2}});
  EXPECT_NE(snippet.text.find("Berlin the wall"), std::string::npos) << snippet.text;
  EXPECT_EQ(snippet.text.find('\n'), std::string::npos);
  ASSERT_EQ(snippet.matches.size(), 2u);
  EXPECT_EQ(Part(snippet.text, snippet.matches[0].start(), snippet.matches[0].end()), "Berlin");
  EXPECT_EQ(Part(snippet.text, snippet.matches[1].start(), snippet.matches[1].end()), "wall");
  EXPECT_EQ(snippet.text.substr(0, 3), "…");
}

TEST(MakeSnippet, IsShortAndWholeWords) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "Übermäßig ";
  const Snippet snippet = MakeSnippet(text, "de", {});
  EXPECT_LE(Part(snippet.text, 0, 1000), snippet.text);
  int length = 0;
  for (const char c : snippet.text) length += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  EXPECT_LE(length, kSnippetChars);
  EXPECT_GT(length, kSnippetChars / 2);
  EXPECT_EQ(snippet.text.substr(snippet.text.size() - 5), "ig…");
}

TEST(MakeSnippet, GivesShortTextsAsTheyAre) {
  EXPECT_EQ(MakeSnippet("Short.", "en", {{"short", 1}}).text, "Short.");
  EXPECT_EQ(MakeSnippet("", "en", {{"short", 1}}).text, "");
  EXPECT_EQ(MakeSnippet("Short.", "en", {{"short", 1}}).matches.size(), 1u);
}

TEST(MakeSnippet, CutsATextWithoutWords) { EXPECT_FALSE(MakeSnippet(std::string(5000, '-'), "en", {}).text.empty()); }

TEST(FindMatches, FindsEveryFormOfAWord) {
  EXPECT_EQ(FindMatches("Nation of nations", "en", {{"nation", 1}}).size(), 2u);
}

}  // namespace
}  // namespace lyceum::content
