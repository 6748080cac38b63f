#include "common/redis/breaker.h"

#include <gtest/gtest.h>

namespace lyceum::redis {
namespace {

using std::chrono::milliseconds;

class BreakerTest : public ::testing::Test {
 protected:
  BreakerTest() : breaker_({.failures = 3, .min_backoff = milliseconds(100), .max_backoff = milliseconds(400)}) {}

  milliseconds Backoff(double chance) {
    breaker_.Failed(now_, chance);
    return std::chrono::duration_cast<milliseconds>(breaker_.next_attempt() - now_);
  }

  const SteadyTime now_ = SteadyTime() + std::chrono::hours(1);
  Breaker breaker_;
};

TEST_F(BreakerTest, OpensAfterTheGivenFailuresInARow) {
  for (int i = 0; i < 2; ++i) breaker_.Failed(now_, 0);
  EXPECT_FALSE(breaker_.open());
  breaker_.Succeeded();
  for (int i = 0; i < 2; ++i) breaker_.Failed(now_, 0);
  EXPECT_FALSE(breaker_.open());
  breaker_.Failed(now_, 0);
  EXPECT_TRUE(breaker_.open());
}

TEST_F(BreakerTest, HalfOpenClosesOnSuccessAndReopensOnOneFailure) {
  for (int i = 0; i < 9; ++i) breaker_.Failed(now_, 0);
  breaker_.Probed();
  EXPECT_FALSE(breaker_.open());
  breaker_.Failed(now_, 0);
  EXPECT_TRUE(breaker_.open());
  breaker_.Probed();
  breaker_.Succeeded();
  breaker_.Failed(now_, 0);
  EXPECT_FALSE(breaker_.open());
}

TEST_F(BreakerTest, TriesAtOnceThenBacksOffWithJitterUpToTheMaximum) {
  EXPECT_EQ(Backoff(0.5), milliseconds(0));
  EXPECT_EQ(Backoff(0.0), milliseconds(50));
  EXPECT_EQ(Backoff(0.5), milliseconds(150));
  EXPECT_EQ(Backoff(0.0), milliseconds(200));
  for (int i = 0; i < 100; ++i) EXPECT_LE(Backoff(0.999), milliseconds(400));
}

}  // namespace
}  // namespace lyceum::redis
