#include "common/redis/nodes.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace lyceum::redis {
namespace {

const std::vector<std::string> kFour = {"10.0.0.1:6379/0", "10.0.0.2:6379/0", "10.0.0.3:6379/0", "10.0.0.4:6379/0"};

TEST(Rendezvous, SpreadsKeysEvenly) {
  std::vector<int> count(4);
  for (int i = 0; i < 40'000; ++i) ++count[Rendezvous(kFour, absl::StrCat("tenants/t/quizzes/", i))];
  for (const int n : count) {
    EXPECT_GT(n, 9'500);
    EXPECT_LT(n, 10'500);
  }
}

TEST(Rendezvous, MovesOnlyTheKeysOfTheNodeThatLeaves) {
  const std::vector<std::string> three(kFour.begin(), kFour.begin() + 3);
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = absl::StrCat(i);
    const size_t before = Rendezvous(kFour, key);
    if (before == 3) continue;
    EXPECT_EQ(Rendezvous(three, key), before);
  }
}

TEST(Rendezvous, DoesNotDependOnTheOrderOfTheNodes) {
  const std::vector<std::string> reversed(kFour.rbegin(), kFour.rend());
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(kFour[Rendezvous(kFour, absl::StrCat(i))], reversed[Rendezvous(reversed, absl::StrCat(i))]);
  }
}

// Processes of two releases must find each other's values.
TEST(Rendezvous, IsTheSameInEveryRelease) {
  std::string owners;
  for (int i = 0; i < 16; ++i) absl::StrAppend(&owners, Rendezvous(kFour, absl::StrCat("key", i)));
  EXPECT_EQ(owners, "1212201030322122");
}

TEST(Nodes, RefusesNoneTwiceTheSameAndMalformed) {
  EXPECT_FALSE(Nodes::Open({}).ok());
  EXPECT_FALSE(Nodes::Open({"redis://h:1", "redis://user:pass@h:1"}).ok());
  EXPECT_FALSE(Nodes::Open({"h:1"}).ok());
}

}  // namespace
}  // namespace lyceum::redis
