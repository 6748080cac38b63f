#include "services/quiz/formats/repair.h"

#include "gtest/gtest.h"

namespace lyceum::quiz::formats {
namespace {

std::string Repaired(std::string text, Encoding expected) {
  EXPECT_EQ(RepairEncoding(text), expected) << text;
  return text;
}

TEST(RepairEncoding, MakesOneCharacterOfItsBytes) {
  EXPECT_EQ(Repaired("Napol\u00c3\u00a9on", Encoding::kRepaired), "Napol\u00e9on");
  EXPECT_EQ(Repaired("1846\u00e2\u20ac\u201c1848", Encoding::kRepaired), "1846\u20131848");
  EXPECT_EQ(Repaired("\u00e2\u20ac\u0153spook\u00e2\u20ac\u009d", Encoding::kRepaired), "\u201cspook\u201d");
  EXPECT_EQ(Repaired("\u00d0\u00a5\u00d1\u20ac", Encoding::kRepaired), "\u0425\u0440");
  EXPECT_EQ(Repaired("fined \u00c2\u00a3150", Encoding::kRepaired), "fined \u00a3150");
}

TEST(RepairEncoding, GuessesAClosingQuote) {
  EXPECT_EQ(Repaired("State\u00e2\u20ac\ufffd", Encoding::kGuessed), "State\u201d");
  EXPECT_EQ(Repaired("State\u00e2\u20ac?", Encoding::kGuessed), "State\u201d");
}

TEST(RepairEncoding, LeavesWhatIsRight) {
  for (const char* text : {"plain", "caf\u00e9", "\u00c3", "na\u00efve \u2013 \u201cso\u201d",
                           "\u0425\u0440\u0443\u0449",
                           "\U0001F600", "\u00e2 la carte", "\u00c9\u00c8"}) {
    EXPECT_EQ(Repaired(text, Encoding::kClean), text);
  }
}

TEST(RepairEncoding, SaysWhatIsLost) {
  EXPECT_EQ(Repaired("\u00c3\ufffdlvaro", Encoding::kLost), "\u00c3\ufffdlvaro");
}

TEST(RepairEncoding, TakesAnyUtf8) {
  // Overlong and surrogate forms are no characters.
  EXPECT_EQ(Repaired("\u00e0\u20ac\u20ac", Encoding::kClean), "\u00e0\u20ac\u20ac");
  EXPECT_EQ(Repaired("\u00ed\u00a0\u20ac", Encoding::kClean), "\u00ed\u00a0\u20ac");
  EXPECT_EQ(Repaired("\u00f4", Encoding::kClean), "\u00f4");
}

}  // namespace
}  // namespace lyceum::quiz::formats
