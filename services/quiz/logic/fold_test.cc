#include "services/quiz/logic/fold.h"

#include "gtest/gtest.h"

namespace lyceum::quiz {
namespace {

bool Same(const char* a, const char* b, FoldOptions options = {}) {
  return Trim(Fold(a, options)) == Trim(Fold(b, options));
}

TEST(Fold, TakesSpellingsOfAWordForTheSame) {
  EXPECT_TRUE(Same("Berlin", "bERLIN"));
  EXPECT_TRUE(Same("Straße", "STRASSE"));
  EXPECT_TRUE(Same("café", "cafe"));
  EXPECT_TRUE(Same("cafe\u0301", "café"));
  EXPECT_TRUE(Same("ﬁne", "fine"));
  EXPECT_TRUE(Same("１９６２", "1962"));
  EXPECT_TRUE(Same("Łódź", "lodz"));
  EXPECT_TRUE(Same("Ærø", "aero"));
  EXPECT_TRUE(Same("don’t", "don't"));
  EXPECT_TRUE(Same("“peace”", "\"peace\""));
  EXPECT_TRUE(Same("1960–1964", "1960-1964"));
  EXPECT_TRUE(Same("  two \t words ", "two words"));
  EXPECT_TRUE(Same("Ёлка", "елка"));
}

TEST(Fold, KeepsWhatIsAnotherWord) {
  EXPECT_FALSE(Same("Berlin", "Bonn"));
  EXPECT_FALSE(Same("か", "が"));  // the voicing mark makes another syllable
  EXPECT_FALSE(Same("ka", "kā", {.accent_sensitive = true}));
  EXPECT_FALSE(Same("Polish", "polish", {.case_sensitive = true}));
  EXPECT_TRUE(Same("Polish", "Pólish", {.case_sensitive = true}));
  EXPECT_FALSE(Same("กา", "กิ"));  // Thai vowels
  EXPECT_FALSE(Same("two words", "twowords"));
}

TEST(OsaDistance, CountsSlips) {
  EXPECT_EQ(OsaDistance(U"", U"", 2), 0);
  EXPECT_EQ(OsaDistance(U"kruschev", U"khruschev", 2), 1);
  EXPECT_EQ(OsaDistance(U"ab", U"ba", 2), 1);
  EXPECT_EQ(OsaDistance(U"ca", U"abc", 5), 3);  // Damerau without a second edit would say 2
  EXPECT_EQ(OsaDistance(U"kitten", U"sitting", 5), 3);
  EXPECT_EQ(OsaDistance(U"abc", U"xyz", 1), 2);
  EXPECT_EQ(OsaDistance(U"a", U"abcdef", 2), 3);
}

}  // namespace
}  // namespace lyceum::quiz
