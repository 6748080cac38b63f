#include "services/progress/logic/mastery.h"

#include <gtest/gtest.h>

namespace lyceum::progress {
namespace {

constexpr int64_t kPoint = 1'000'000;

Evidence After(int right, int wrong) {
  Evidence evidence;
  for (int i = 0; i < right; ++i) evidence = AddAnswer(evidence, kPoint, kPoint);
  for (int i = 0; i < wrong; ++i) evidence = AddAnswer(evidence, 0, kPoint);
  return evidence;
}

TEST(MeanMicros, StartsAtOneHalf) { EXPECT_EQ(MeanMicros(Evidence{}), 500'000); }

TEST(MeanMicros, IsThePosteriorMeanOfTheBetaDistribution) {
  EXPECT_EQ(MeanMicros(After(1, 0)), 666'666);   // 2 / 3
  EXPECT_EQ(MeanMicros(After(0, 1)), 333'333);   // 1 / 3
  EXPECT_EQ(MeanMicros(After(2, 0)), 746'835);   // (1.95 + 1) / (1.95 + 2)
  EXPECT_EQ(MeanMicros(After(1, 1)), 493'670);   // (0.95 + 1) / (1.95 + 2)
}

TEST(MeanMicros, ForgetsOldAnswers) {
  EXPECT_GT(MeanMicros(After(0, 10)), 0);
  Evidence evidence = After(0, 20);
  EXPECT_LT(MeanMicros(evidence), 100'000);
  for (int i = 0; i < 40; ++i) evidence = AddAnswer(evidence, kPoint, kPoint);
  EXPECT_GT(MeanMicros(evidence), 850'000);
}

TEST(MeanMicros, StaysBelowOneWhateverTheScores) {
  Evidence evidence;
  for (int i = 0; i < 10'000; ++i) evidence = AddAnswer(evidence, 10'000 * kPoint, 10'000 * kPoint);
  EXPECT_LT(MeanMicros(evidence), 1'000'000);
  EXPECT_LE(evidence.total, 20'000'000);
}

TEST(AddAnswer, TakesPartialCreditAndNotTheSizeOfTheItem) {
  EXPECT_EQ(AddAnswer({}, kPoint / 2, kPoint), AddAnswer({}, 5 * kPoint, 10 * kPoint));
  EXPECT_EQ(MeanMicros(AddAnswer({}, kPoint / 2, kPoint)), 500'000);
}

TEST(AddAnswer, IgnoresUngradedAnswers) { EXPECT_EQ(AddAnswer(After(3, 1), 0, 0), After(3, 1)); }

TEST(LevelOf, NeedsBothAMeanAndAnswers) {
  EXPECT_EQ(LevelOf(990'000, 2), Level::kStarted);
  EXPECT_EQ(LevelOf(399'999, 3), Level::kWeak);
  EXPECT_EQ(LevelOf(400'000, 3), Level::kFamiliar);
  EXPECT_EQ(LevelOf(700'000, 3), Level::kProficient);
  EXPECT_EQ(LevelOf(850'000, 7), Level::kProficient);
  EXPECT_EQ(LevelOf(850'000, 8), Level::kMastered);
  EXPECT_EQ(LevelOf(849'999, 800), Level::kProficient);
}

TEST(LevelOf, ReachesMasteryWithEightRightAnswers) {
  EXPECT_EQ(LevelOf(MeanMicros(After(8, 0)), 8), Level::kMastered);
  EXPECT_EQ(LevelOf(MeanMicros(After(7, 0)), 7), Level::kProficient);
}

TEST(Confidence, GrowsWithTheAnswers) {
  EXPECT_DOUBLE_EQ(Confidence(0), 0);
  EXPECT_DOUBLE_EQ(Confidence(5), 0.5);
  EXPECT_DOUBLE_EQ(Confidence(15), 0.75);
}

}  // namespace
}  // namespace lyceum::progress
