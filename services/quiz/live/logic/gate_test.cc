#include "services/quiz/live/logic/gate.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "gtest/gtest.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::live {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);  // a period begins here

bool Ok(absl::string_view code, absl::Time now) { return CheckJoinCode("secret", code, now).ok(); }

TEST(JoinCode, HasFourDigitsAndChangesWithTimeAndSession) {
  for (int i = 0; i < 1'000; ++i) {
    const std::string code = JoinCodeAt("secret", kNow + i * limits::kJoinCodePeriod).code;
    EXPECT_TRUE(code.size() == 4 && std::all_of(code.begin(), code.end(), absl::ascii_isdigit)) << code;
  }
  const JoinCode code = JoinCodeAt("secret", kNow);
  EXPECT_EQ(code.until, kNow + absl::Seconds(15));
  EXPECT_EQ(JoinCodeAt("secret", kNow + absl::Milliseconds(14'999)).code, code.code);
  EXPECT_NE(JoinCodeAt("secret", kNow + absl::Seconds(15)).code, code.code);
  EXPECT_NE(JoinCodeAt("other", kNow).code, code.code);
}

TEST(JoinCode, IsTakenAPeriodAroundItsOwn) {
  const std::string code = JoinCodeAt("secret", kNow).code;
  EXPECT_TRUE(Ok(code, kNow - absl::Seconds(5)));  // another replica's clock
  EXPECT_TRUE(Ok(code, kNow + absl::Seconds(14)));
  EXPECT_TRUE(Ok(code, kNow + absl::Seconds(29)));
  EXPECT_FALSE(Ok(code, kNow + absl::Seconds(30)));
  EXPECT_FALSE(Ok(code, kNow - absl::Seconds(16)));
}

TEST(JoinCode, IsRefusedUnlessItIsTheOne) {
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckJoinCode("secret", "", kNow)));
  const std::string code = JoinCodeAt("secret", kNow).code;
  for (const std::string& wrong : {code + "0", code.substr(1), " " + code, std::string("abcd")}) {
    EXPECT_TRUE(absl::IsPermissionDenied(CheckJoinCode("secret", wrong, kNow))) << wrong;
  }
  int taken = 0;
  for (int i = 0; i < 10'000; ++i) taken += Ok(absl::StrCat(absl::Dec(i, absl::kZeroPad4)), kNow);
  EXPECT_EQ(taken, 3);
}

// The first proof that holds, of the numbers from 0 on.
std::string Work(absl::string_view challenge, int bits) {
  int number = 0;
  while (!ProvesWork(challenge, absl::StrCat(number), bits)) ++number;
  return absl::StrCat(number);
}

TEST(Challenge, IsOfOneSessionAndUser) {
  const std::string challenge = MakeChallenge("secret", "s", "ann");
  EXPECT_EQ(MakeChallenge("secret", "s", "ann"), challenge);
  EXPECT_NE(MakeChallenge("other", "s", "ann"), challenge);
  EXPECT_NE(MakeChallenge("secret", "z", "ann"), challenge);
  EXPECT_NE(MakeChallenge("secret", "s", "bob"), challenge);
  EXPECT_FALSE(ProvesWork(MakeChallenge("secret", "s", "bob"), Work(challenge, 16), 16));
}

TEST(ProvesWork, CountsZeroBitsFromTheHighest) {
  // SHA-256("abc") is ba7816bf... (FIPS 180-4).
  EXPECT_TRUE(ProvesWork("a", "bc", 0));
  EXPECT_FALSE(ProvesWork("a", "bc", 1));
  for (const int bits : {1, 7, 8, 9, 12}) {
    const std::string hash = Sha256("lyceum" + Work("lyceum", bits));
    for (int bit = 0; bit < bits; ++bit) EXPECT_EQ(static_cast<unsigned char>(hash[bit / 8]) & 0x80 >> bit % 8, 0);
  }
}

TEST(CheckProof, SaysWhatIsMissing) {
  EXPECT_TRUE(CheckProof("c", "", 0).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckProof("c", "", 8)));
  EXPECT_TRUE(CheckProof("c", Work("c", 8), 8).ok());
  std::string wrong = "x";
  while (ProvesWork("c", wrong, 8)) wrong += "x";
  EXPECT_TRUE(absl::IsPermissionDenied(CheckProof("c", wrong, 8)));
  EXPECT_TRUE(absl::IsInvalidArgument(CheckProof("c", std::string(33, 'x'), 8)));
  EXPECT_TRUE(absl::IsInvalidArgument(CheckProof("c", std::string(33, 'x'), 0)));
}

TEST(RosterName, IsTheOneTheHostGave) {
  const auto settings = FromText<v1::SessionSettings>("roster { user: 'tenants/t/users/ann' display_name: 'Ann A.' }");
  EXPECT_EQ(RosterName(settings, "tenants/t/users/ann"), "Ann A.");
  EXPECT_EQ(RosterName(settings, "tenants/t/users/an"), "");
}

}  // namespace
}  // namespace lyceum::quiz::live
