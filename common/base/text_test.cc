#include "common/base/text.h"

#include <gtest/gtest.h>

namespace lyceum {
namespace {

TEST(Nfc, ComposesWhatIsApart) {
  EXPECT_EQ(Nfc("Cafe\xcc\x81"), "Caf\xc3\xa9");
  EXPECT_EQ(Nfc("plain"), "plain");
  EXPECT_EQ(Nfc("bad \xff"), "bad \xff");
}

TEST(IsUtf8, RefusesOverlongSurrogateAndCut) {
  EXPECT_TRUE(IsUtf8("Хрущёв"));
  EXPECT_FALSE(IsUtf8("\xc0\xaf"));
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80"));
  EXPECT_FALSE(IsUtf8("\xe2\x82"));
}

TEST(Length, CountsCodePoints) { EXPECT_EQ(Length("Хрущёв"), 6); }

TEST(IsLanguageTag, FollowsBcp47sShape) {
  for (const char* good : {"en", "de-AT", "zh-Hant", "sr-Latn-RS", "ast"}) EXPECT_TRUE(IsLanguageTag(good)) << good;
  for (const char* bad : {"", "e", "english", "en-", "en_US", "12"}) EXPECT_FALSE(IsLanguageTag(bad)) << bad;
}

}  // namespace
}  // namespace lyceum
