#include "services/quiz/logic/shuffle.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lyceum::quiz {
namespace {

TEST(Chance, IsSplitMix64) {
  // The published generator's first outputs for seed 1234567.
  Chance chance(1234567);
  EXPECT_EQ(chance.Next(), 6457827717110365317u);
  EXPECT_EQ(chance.Next(), 3203168211198807973u);
  EXPECT_EQ(chance.Next(), 9817491932198370423u);
}

TEST(Shuffle, IsTheSameForTheSameSeed) {
  EXPECT_EQ(ShuffledIndices(20, 7), ShuffledIndices(20, 7));
  EXPECT_NE(ShuffledIndices(20, 7), ShuffledIndices(20, 8));
  EXPECT_THAT(ShuffledIndices(5, 3), testing::UnorderedElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(ShuffledIndices(1, 3), testing::ElementsAre(0));
  EXPECT_THAT(ShuffledIndices(0, 3), testing::IsEmpty());
}

TEST(Shuffle, FavoursNoOrder) {
  std::map<std::vector<int>, int> seen;
  constexpr int kRounds = 24'000;
  for (int seed = 0; seed < kRounds; ++seed) ++seen[ShuffledIndices(4, SeedFor(static_cast<uint64_t>(seed), "item"))];
  EXPECT_EQ(seen.size(), 24u);
  // 1,000 each; 5 standard deviations are 155.
  for (const auto& [order, count] : seen) EXPECT_NEAR(count, kRounds / 24, 155) << testing::PrintToString(order);
}

TEST(SeedFor, DiffersByThing) {
  EXPECT_NE(SeedFor(1, "a"), SeedFor(1, "b"));
  EXPECT_NE(SeedFor(1, "a"), SeedFor(2, "a"));
}

}  // namespace
}  // namespace lyceum::quiz
