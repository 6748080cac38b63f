#include "services/progress/memory/logic/evidence.h"

#include "gtest/gtest.h"

namespace lyceum::progress::memory {
namespace {

constexpr int64_t kPoint = 1'000'000, kSecond = 1'000'000;

TEST(RatingOf, GoesByPointsAndThenByTime) {
  EXPECT_EQ(RatingOf(0, kPoint, kSecond), Rating::kAgain);
  EXPECT_EQ(RatingOf(kPoint / 2 - 1, kPoint, kSecond), Rating::kAgain);
  EXPECT_EQ(RatingOf(kPoint / 2, kPoint, kSecond), Rating::kHard);
  EXPECT_EQ(RatingOf(kPoint - 1, kPoint, kSecond), Rating::kHard);
  EXPECT_EQ(RatingOf(kPoint, kPoint, 0), Rating::kGood);
  EXPECT_EQ(RatingOf(kPoint, kPoint, 4 * kSecond), Rating::kEasy);
  EXPECT_EQ(RatingOf(kPoint, kPoint, 4 * kSecond + 1), Rating::kGood);
  EXPECT_EQ(RatingOf(kPoint, kPoint, 30 * kSecond), Rating::kGood);
  EXPECT_EQ(RatingOf(kPoint, kPoint, 30 * kSecond + 1), Rating::kHard);
}

TEST(SourceOf, IsTheQuizAndTheItem) {
  EXPECT_EQ(SourceOf("tenants/t/quizzes/q", "item 1"), "q/item 1");
  EXPECT_EQ(EvidenceId("event-1", "card"), "event/event-1/card");
}

}  // namespace
}  // namespace lyceum::progress::memory
