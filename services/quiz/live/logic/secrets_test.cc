#include "services/quiz/live/logic/secrets.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace lyceum::quiz::live {
namespace {

TEST(MakePin, HasEightDigits) {
  for (const uint64_t random : {uint64_t{0}, uint64_t{12'345}, uint64_t{89'999'999}, ~uint64_t{0}}) {
    EXPECT_TRUE(CheckPin(MakePin(random)).ok()) << MakePin(random);
  }
  for (const char* pin : {"", "1234567", "123456789", "1234567a", "-1234567"}) EXPECT_FALSE(CheckPin(pin).ok()) << pin;
}

TEST(Hmac, FollowsRfc4231) {
  EXPECT_EQ(absl::BytesToHexString(Hmac("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(absl::BytesToHexString(Hmac(std::string(131, '\xaa'),
                                        "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(ResumeToken, IsGoodForItsSessionAndParticipantOnly) {
  const std::string token = MakeResumeToken("secret", "s", "p");
  EXPECT_EQ(ReadResumeToken("secret", "s", token), "p");
  EXPECT_EQ(ReadResumeToken("other", "s", token), "");
  EXPECT_EQ(ReadResumeToken("secret", "z", token), "");
  EXPECT_EQ(ReadResumeToken("secret", "s", "q" + token.substr(1)), "");
  EXPECT_EQ(ReadResumeToken("secret", "s", ""), "");
  EXPECT_EQ(ReadResumeToken("secret", "s", "p"), "");
  EXPECT_EQ(ReadResumeToken("secret", "s", token + "A"), "");
}

}  // namespace
}  // namespace lyceum::quiz::live
