#include "services/progress/logic/heatmap.h"

#include <gmock/gmock.h>

namespace lyceum::progress {
namespace {

using testing::ElementsAre;

TEST(HeatmapLevels, AreTheQuartersOfTheDaysWithStudy) {
  EXPECT_THAT(HeatmapLevels({8, 1, 0, 2, 3, 4, 5, 6, 7}), ElementsAre(4, 1, 0, 1, 2, 2, 3, 3, 4));
}

TEST(HeatmapLevels, GiveEqualCountsEqualLevels) {
  EXPECT_THAT(HeatmapLevels({5, 5, 5}), ElementsAre(4, 4, 4));
  EXPECT_THAT(HeatmapLevels({1, 1, 1, 9}), ElementsAre(3, 3, 3, 4));
}

TEST(HeatmapLevels, GiveOneOutlierNoPowerOverTheRest) {
  EXPECT_THAT(HeatmapLevels({1, 2, 3, 1'000'000}), ElementsAre(1, 2, 3, 4));
}

TEST(HeatmapLevels, AreEmptyOrZeroWithoutStudy) {
  EXPECT_THAT(HeatmapLevels({}), ElementsAre());
  EXPECT_THAT(HeatmapLevels({0, 0}), ElementsAre(0, 0));
  EXPECT_THAT(HeatmapLevels({0, 3}), ElementsAre(0, 4));
}

}  // namespace
}  // namespace lyceum::progress
