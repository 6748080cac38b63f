#include "services/quiz/live/logic/nickname.h"

#include "gtest/gtest.h"

namespace lyceum::quiz::live {
namespace {

bool Ok(absl::string_view nickname) { return CheckNickname(nickname, "nickname").ok(); }

TEST(CheckNickname, TakesNamesOfPeople) {
  for (const char* name : {"Ann", "Zoë", "Łukasz", "李小龙", "محمد", "O'Neil", "Anna-Lena M.", "नमस्ते", "🦊",
                           "👩‍🚀 Ada", "❤️ Bo", "12345678901234567890"}) {
    EXPECT_TRUE(Ok(name)) << name;
  }
}

TEST(CheckNickname, RefusesWhatPeopleCannotSee) {
  EXPECT_FALSE(Ok(""));
  EXPECT_FALSE(Ok(" Ann"));
  EXPECT_FALSE(Ok("Ann "));
  EXPECT_FALSE(Ok("An  n"));
  EXPECT_FALSE(Ok("An\tn"));
  EXPECT_FALSE(Ok("An\nn"));
  EXPECT_FALSE(Ok("\u200B"));              // zero width space
  EXPECT_FALSE(Ok("A\u200Dn"));            // joiner between letters
  EXPECT_FALSE(Ok("An\u00ADn"));           // soft hyphen
  EXPECT_FALSE(Ok("\u2800"));              // blank braille
  EXPECT_FALSE(Ok("\u3164"));              // Hangul filler
  EXPECT_FALSE(Ok("An\u00A0n"));           // no-break space
  EXPECT_FALSE(Ok("\u0301nn"));            // a mark on nothing
  EXPECT_FALSE(Ok("An\uE000"));            // private use
}

TEST(CheckNickname, RefusesTextThatTurnsTheLine) {
  for (const char* sign : {"\u202E", "\u202D", "\u2066", "\u2067", "\u200F", "\u061C"}) {
    EXPECT_FALSE(Ok(std::string("Ann") + sign + "x"));
  }
}

TEST(CheckNickname, BoundsLengthAsPeopleCount) {
  EXPECT_FALSE(Ok("123456789012345678901"));
  std::string stacked = "a";
  for (int i = 0; i < 100; ++i) stacked += "\u0301";
  EXPECT_FALSE(Ok(stacked));
}

TEST(NicknameFold, IsOneForNamesThatLookTheSame) {
  EXPECT_EQ(NicknameFold("Ivan"), NicknameFold("lvan"));
  EXPECT_EQ(NicknameFold("Ivan"), NicknameFold("IVAN"));
  EXPECT_EQ(NicknameFold("Ivan"), NicknameFold("1van"));
  EXPECT_EQ(NicknameFold("paypal"), NicknameFold("раураl"));  // Cyrillic
  EXPECT_EQ(NicknameFold("Bob"), NicknameFold("B0b"));
  EXPECT_EQ(NicknameFold("Ann A"), NicknameFold("AnnA"));
  EXPECT_NE(NicknameFold("Ann"), NicknameFold("Anna"));
  EXPECT_NE(NicknameFold("Zoë"), NicknameFold("Zoe"));
}

}  // namespace
}  // namespace lyceum::quiz::live
