// Texts with gaps under the behaviours: what is complete, what is gradable, and what is left after several tries.
#include "gtest/gtest.h"
#include "services/quiz/behaviour/assess.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz {
namespace {

constexpr uint64_t kSeed = 3;

v1::Item Typed() {
  return FromText<v1::Item>(R"(id: 'i' prompt: '{#1} {#2}' points: 4000000 hints: 'a' hints: 'b' gap_fill {
    gaps { short_text { patterns { pattern: 'x' } patterns { pattern: 'y' fraction_micros: 500000 } } }
    gaps { weight: 3 short_text { patterns { pattern: 'z' } } } })");
}

Step Check(const v1::Item& item, const std::string& gaps) {
  const auto response = FromText<v1::Response>("gap_fill { " + gaps + " }");
  Step step;
  step.action = Step::Action::kCheck;
  step.response = response.SerializeAsString();
  step.assessment = Assess(item, kSeed, response);
  return step;
}

Step TryAgain() {
  Step step;
  step.action = Step::Action::kTryAgain;
  return step;
}

TEST(AssessGaps, IsCompleteWithEveryGapAndGradableWithOne) {
  const Step none = Check(Typed(), "gaps { gap: 1 short_text: ' ' }");
  EXPECT_FALSE(none.assessment.gradable);
  const Step one = Check(Typed(), "gaps { gap: 1 short_text: 'y' }");
  EXPECT_TRUE(one.assessment.gradable);
  EXPECT_FALSE(one.assessment.complete);
  EXPECT_DOUBLE_EQ(one.assessment.fraction, 0.125);
  EXPECT_TRUE(Check(Typed(), "gaps { gap: 1 short_text: 'y' } gaps { gap: 2 short_text: '?' }").assessment.complete);
  const BehaviourRules deferred{v1::Behaviour::KIND_DEFERRED};
  EXPECT_EQ(Replay(deferred, {one}).state, v1::ItemProgress::STATE_INVALID);
}

TEST(CountBack, TakesFromEachGapByItsLastChange) {
  const BehaviourRules rules{v1::Behaviour::KIND_INTERACTIVE_COUNTBACK, 0.25, 3};
  const v1::Item item = Typed();
  const std::vector<Step> steps = {
      Check(item, "gaps { gap: 1 short_text: 'x' } gaps { gap: 2 short_text: 'a' }"), TryAgain(),
      Check(item, "gaps { gap: 1 short_text: 'x' } gaps { gap: 2 short_text: 'b' }"), TryAgain(),
      Check(item, "gaps { gap: 1 short_text: 'x' } gaps { gap: 2 short_text: 'z' }")};
  const Standing standing = Replay(rules, steps);
  EXPECT_EQ(standing.state, v1::ItemProgress::STATE_RIGHT);
  // The first gap stands since the first try, the second changed at the third: (1 + 3 * (1 - 2 * 0.25)) / 4.
  EXPECT_DOUBLE_EQ(*standing.fraction, 0.625);
  EXPECT_EQ(MarkOf(standing, item.points()), 2'500'000);
}

TEST(CountBack, TakesFromWordsByTheirLastWrongTry) {
  const BehaviourRules rules{v1::Behaviour::KIND_INTERACTIVE_COUNTBACK, 0.25, 3};
  const auto item = FromText<v1::Item>(R"(id: 'i' prompt: '{#1} {#2}' points: 2000000 gap_fill {
    gaps { word: 1 } gaps { word: 2 } words { text: 'a' } words { text: 'b' } words { text: 'c' } })");
  const auto gaps = [&](int first, int second) {
    return "gaps { gap: 1 single_choice: '" + WordId(item, kSeed, first) + "' } gaps { gap: 2 single_choice: '" +
           WordId(item, kSeed, second) + "' }";
  };
  const std::vector<Step> steps = {Check(item, gaps(1, 3)), TryAgain(), Check(item, gaps(1, 2))};
  EXPECT_DOUBLE_EQ(*Replay(rules, steps).fraction, (1 + 0.75) / 2);
}

}  // namespace
}  // namespace lyceum::quiz
