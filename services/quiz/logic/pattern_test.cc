#include "services/quiz/logic/pattern.h"

#include "gtest/gtest.h"

namespace lyceum::quiz {
namespace {

bool Matches(const char* pattern, const char* response) {
  return Pattern(pattern, {}).Matches(Trim(Fold(response, {})));
}
bool MatchesNearly(const char* pattern, const char* response) {
  return Pattern(pattern, {}).MatchesWithTypos(Trim(Fold(response, {})));
}

TEST(Pattern, TreatsStarsAsAnything) {
  EXPECT_TRUE(Matches("F*og", "Frog"));
  EXPECT_TRUE(Matches("f*OG", "Fog"));
  EXPECT_TRUE(Matches("f*og", " Fat dog "));
  EXPECT_FALSE(Matches("f*og", "frogs"));
  EXPECT_FALSE(Matches("f*og", "fg"));
  EXPECT_TRUE(Matches("*", "anything"));
  EXPECT_TRUE(Matches("*wall*", "the Berlin wall"));
  EXPECT_TRUE(Matches("a*b*c", "a b b c"));
  EXPECT_FALSE(Matches("a*b*c", "acb"));
  EXPECT_FALSE(Matches("aa*aa", "aaa"));  // the ends must not share letters
  EXPECT_TRUE(Matches("a**b", "ab"));
}

TEST(Pattern, TreatsEverythingElseAsItself) {
  EXPECT_TRUE(Matches("\\*", "*"));
  EXPECT_FALSE(Matches("\\*", "x"));
  EXPECT_TRUE(Matches("2\\*3", "2*3"));
  EXPECT_FALSE(Matches("[a-z]", "a"));
  EXPECT_TRUE(Matches("[a-z]", "[a-z]"));
  EXPECT_FALSE(Matches("a.c", "abc"));
  EXPECT_TRUE(Matches("a\\b", "a\\b"));
  EXPECT_TRUE(Matches("?", "?"));
}

TEST(Pattern, ForgivesSlipsByLength) {
  EXPECT_TRUE(MatchesNearly("Berlin", "Brelin"));
  EXPECT_TRUE(MatchesNearly("Berlin", "Berlinn"));
  EXPECT_FALSE(MatchesNearly("Berlin", "Brelinn"));
  EXPECT_FALSE(MatchesNearly("Bonn", "Bon"));         // 4 letters
  EXPECT_TRUE(MatchesNearly("Moscow", "Mosow"));
  EXPECT_TRUE(MatchesNearly("Khrushchev", "Kruschev"));  // 10 letters, 2 slips
  EXPECT_FALSE(MatchesNearly("Khrushchev", "Krushev"));
  EXPECT_TRUE(MatchesNearly("détente", "detentte"));
}

TEST(Pattern, ForgivesNothingInNumbersAndBesideStars) {
  EXPECT_FALSE(MatchesNearly("19623", "19622"));
  EXPECT_FALSE(MatchesNearly("Apollo 11", "Apollo 12"));
  EXPECT_FALSE(MatchesNearly("October", "October7"));
  EXPECT_FALSE(MatchesNearly("Berlin*", "Brelin"));
}

TEST(Pattern, ConvertsToTextAndBack) {
  EXPECT_EQ(PatternAsText("the *wall\\*"), "the wall*");
  EXPECT_TRUE(Matches(TextAsPattern("a*b").c_str(), "a*b"));
  EXPECT_FALSE(Matches(TextAsPattern("a*b").c_str(), "axb"));
}

}  // namespace
}  // namespace lyceum::quiz
