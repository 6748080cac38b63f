#include "common/base/token_buckets.h"

#include "absl/strings/str_cat.h"
#include "common/base/clock.h"
#include "gtest/gtest.h"

namespace lyceum {
namespace {

constexpr absl::Duration kRefill = absl::Seconds(6);

class TokenBucketsTest : public testing::Test {
 protected:
  // Takes one if the bucket lets it.
  bool Try(const std::string& key) {
    if (buckets_.Wait(key, clock_.Now()) > absl::ZeroDuration()) return false;
    buckets_.Take(key, clock_.Now());
    return true;
  }
  int TryOften(const std::string& key, int times) {
    int done = 0;
    for (int i = 0; i < times; ++i) done += Try(key);
    return done;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  TokenBuckets buckets_{10, kRefill, 100};
};

TEST_F(TokenBucketsTest, LetsTheBurstThroughThenOneAtATime) {
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Try("ann"));
  // Not in debt: who has missed ten times may still be right.
  EXPECT_EQ(buckets_.Wait("ann", clock_.Now()), absl::ZeroDuration());
  EXPECT_TRUE(Try("ann"));
  EXPECT_FALSE(Try("ann"));
  EXPECT_EQ(buckets_.Wait("ann", clock_.Now()), kRefill);
  EXPECT_TRUE(Try("bob"));
  clock_.Advance(kRefill);
  EXPECT_TRUE(Try("ann"));
  EXPECT_FALSE(Try("ann"));
}

TEST_F(TokenBucketsTest, KeepsToItsRate) {
  int done = 0;
  for (int second = 0; second < 3600; ++second) {
    done += TryOften("guesser", 20);
    clock_.Advance(absl::Seconds(1));
  }
  EXPECT_EQ(done, 11 + 599);  // the burst, and one every 6 s
}

TEST_F(TokenBucketsTest, WaitsForDebts) {
  for (int i = 0; i < 64; ++i) buckets_.Take("ann", clock_.Now());  // all asked before the first was counted
  EXPECT_EQ(buckets_.Wait("ann", clock_.Now()), 54 * kRefill);
  clock_.Advance(54 * kRefill);
  EXPECT_EQ(TryOften("ann", 20), 1);
}

TEST_F(TokenBucketsTest, FillsUpAndForgets) {
  TryOften("ann", 20);
  clock_.Advance(20 * kRefill);
  EXPECT_EQ(TryOften("ann", 20), 11);
  clock_.Advance(absl::Hours(1));
  Try("bob");
  EXPECT_EQ(buckets_.size(), 1u);  // ann's was full
}

TEST_F(TokenBucketsTest, RemembersAsManyAsItMay) {
  TryOften("first", 20);
  for (int i = 0; i < 99; ++i) Try(absl::StrCat("key-", i));
  EXPECT_EQ(buckets_.size(), 100u);
  EXPECT_FALSE(Try("first"));
  Try("one-more");  // "first" lost its last token before all others
  EXPECT_EQ(buckets_.size(), 100u);
  EXPECT_TRUE(Try("first"));
}

}  // namespace
}  // namespace lyceum
