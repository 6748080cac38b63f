#include "services/quiz/live/logic/receipt.h"

#include "gtest/gtest.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/late_answer.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

const Receipt kReceipt{"p", 1, "response", 2};

TEST(ReceiptStamp, ProvesItsTimeForItsReceiptOnly) {
  const std::string stamp = MakeReceiptStamp("secret", kReceipt, 1'500'000);
  EXPECT_EQ(stamp.size(), 40u);
  EXPECT_EQ(*ReadReceiptStamp("secret", kReceipt, stamp), 1'500'000);
  EXPECT_FALSE(ReadReceiptStamp("other", kReceipt, stamp).ok());
  EXPECT_FALSE(ReadReceiptStamp("secret", {"q", 1, "response", 2}, stamp).ok());
  EXPECT_FALSE(ReadReceiptStamp("secret", {"p", 0, "response", 2}, stamp).ok());
  EXPECT_FALSE(ReadReceiptStamp("secret", {"p", 1, "Response", 2}, stamp).ok());
  EXPECT_FALSE(ReadReceiptStamp("secret", {"p", 1, "response", 3}, stamp).ok());
}

TEST(ReceiptStamp, IsGoodAsAWholeOnly) {
  const std::string stamp = MakeReceiptStamp("secret", kReceipt, 1'500'000);
  for (size_t i = 0; i < stamp.size(); ++i) {
    std::string altered = stamp;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(ReadReceiptStamp("secret", kReceipt, altered).ok()) << i;
    EXPECT_FALSE(ReadReceiptStamp("secret", kReceipt, stamp.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(ReadReceiptStamp("secret", kReceipt, stamp + "x").ok());
  const auto long_one = ReadReceiptStamp("secret", kReceipt, std::string(limits::kMaxReceiptStampBytes + 1, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(long_one.status()));
}

TEST(MayCountLate, TakesWhatCameBeforeTheCloseUntilTheEnd) {
  const Rules rules = TwoItems();
  State state = Lobby();
  Do(state, rules, "start {}");
  EXPECT_FALSE(MayCountLate(state, 1, 0).ok());
  Do(state, rules, "reveal {}", {0, 5 * kSecond});
  EXPECT_TRUE(MayCountLate(state, 0, 5 * kSecond).ok());
  EXPECT_FALSE(MayCountLate(state, 0, 5 * kSecond + 1).ok());
  Apply(state, LateAnswer("p", 0, 0));
  Do(state, rules, "next {}");
  EXPECT_TRUE(MayCountLate(state, 0, 5 * kSecond).ok());
  Do(state, rules, "end {}", {0, 1 * kSecond});
  EXPECT_FALSE(MayCountLate(state, 0, 5 * kSecond).ok());
}

}  // namespace
}  // namespace lyceum::quiz::live
