// What holds for the points of every rule and every answer.
#include <random>
#include <string>

#include "gtest/gtest.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/logic/scoring.h"
#include "services/quiz/live/logic/session_script.h"

namespace lyceum::quiz::live {
namespace {

using v1::ScoringRule;

struct Draw {
  ScoringRule rule;
  ItemRule item;
  Verdict verdict;
  int64_t elapsed = 0;
};

class ScoringProperties : public testing::Test {
 protected:
  int64_t Below(int64_t n) { return static_cast<int64_t>(chance_() % static_cast<uint64_t>(n)); }

  Draw Next() {
    Draw draw;
    draw.rule.set_base_points(1 + Below(100'000));
    draw.rule.set_speed(static_cast<ScoringRule::Speed>(1 + Below(4)));
    int64_t until = 0, share = kWholeShare + 1;
    while (draw.rule.speed() == ScoringRule::SPEED_STEPPED && draw.rule.steps_size() < 10) {
      until += 1 + Below(100'000);
      share -= 1 + Below(90'000);
      draw.rule.add_steps()->set_until_micros(until);
      draw.rule.mutable_steps(draw.rule.steps_size() - 1)->set_share_micros(share);
    }
    draw.item = {Below(3), kSecond + Below(120 * kSecond)};
    draw.verdict = {Below(4) == 0 ? kWholeShare : Below(kWholeShare), Below(9) - 3, Below(2) == 0};
    if (Below(2) == 0) draw.rule.set_points_per_choice(1 + Below(1'000));
    draw.elapsed = Below(draw.item.time_limit_micros * 2) - kSecond;
    return draw;
  }

  static bool PerChoice(const Draw& draw) { return draw.verdict.multiple_choice && draw.rule.points_per_choice() > 0; }
  static int64_t Points(const Draw& draw) { return PointsFor(draw.rule, draw.item, draw.verdict, draw.elapsed); }
  // What a wholly timely answer is worth.
  static int64_t Possible(const Draw& draw) {
    if (PerChoice(draw)) {
      return draw.rule.points_per_choice() * draw.item.multiplier * std::max<int64_t>(0, draw.verdict.net_choices);
    }
    const int64_t whole = draw.rule.base_points() * draw.item.multiplier;
    return (2 * whole * draw.verdict.share_micros + kWholeShare) / (2 * kWholeShare);
  }

  std::mt19937_64 chance_{7};
};

TEST_F(ScoringProperties, PointsStayBetweenNothingAndWhatIsPossible) {
  for (int i = 0; i < 20'000; ++i) {
    Draw draw = Next();
    EXPECT_GE(Points(draw), 0);
    EXPECT_LE(Points(draw), Possible(draw));
    if (draw.rule.speed() == ScoringRule::SPEED_NONE) {
      EXPECT_EQ(Points(draw), Possible(draw));
    }
    if (draw.rule.speed() == ScoringRule::SPEED_KAHOOT) {
      // At least half, and all of it in the first half second.
      EXPECT_GE(2 * Points(draw) + 1, Possible(draw));
      if (draw.elapsed < kSecond / 2) {
        EXPECT_EQ(Points(draw), Possible(draw));
      }
    }
    draw.item.multiplier = 0;
    EXPECT_EQ(Points(draw), 0);
  }
}

TEST_F(ScoringProperties, TimeNeverAddsPointsAndBeingRightNeverTakesAny) {
  for (int i = 0; i < 20'000; ++i) {
    const Draw draw = Next();
    Draw later = draw;
    later.elapsed += Below(10 * kSecond);
    EXPECT_LE(Points(later), Points(draw));
    Draw better = draw;
    better.verdict.share_micros += Below(kWholeShare - draw.verdict.share_micros + 1);
    better.verdict.net_choices += Below(3);
    EXPECT_GE(Points(better), Points(draw));
    Draw past_the_end = draw, at_the_end = draw;
    at_the_end.elapsed = draw.item.time_limit_micros;
    past_the_end.elapsed = draw.item.time_limit_micros + 1 + Below(kSecond);
    EXPECT_EQ(Points(past_the_end), Points(at_the_end));
  }
}

TEST_F(ScoringProperties, TwiceTheMultiplierIsTwiceThePoints) {
  for (int i = 0; i < 20'000; ++i) {
    Draw draw = Next();
    draw.item.multiplier = 1;
    const int64_t once = Points(draw);
    draw.item.multiplier = 2;
    EXPECT_LE(std::abs(Points(draw) - 2 * once), 1);  // each is rounded by itself
  }
}

// Who has half as much time again, and takes it, gets the same points. Kahoot's first
// half second is the same for all.
TEST_F(ScoringProperties, PointsGoByTheShareOfOnesOwnTime) {
  for (int i = 0; i < 20'000; ++i) {
    Draw draw = Next();
    draw.item.time_limit_micros = 1'000 * (1'000 + Below(60'000));
    draw.elapsed = 1'000 * (500 + Below(60'000));
    const int64_t permille = 1'000 + Below(4'001);
    Draw longer = draw;
    longer.item = OwnRule(draw.item, permille);
    longer.elapsed = draw.elapsed * permille / 1'000;
    EXPECT_EQ(Points(longer), Points(draw));
  }
}

TEST_F(ScoringProperties, AStreakAddsWhatTheCapAllowsAndNeverLessThanAShorterOne) {
  for (int i = 0; i < 5'000; ++i) {
    ScoringRule rule;
    EXPECT_EQ(StreakBonus(rule, {1, kSecond}, Below(100)), 0);  // off unless asked for
    rule.mutable_streak()->set_first(static_cast<int32_t>(1 + Below(100)));
    rule.mutable_streak()->set_step(Below(100'001));
    rule.mutable_streak()->set_cap(Below(100'001));
    int64_t before = 0;
    for (int streak = 0; streak < 200; ++streak) {
      const int64_t bonus = StreakBonus(rule, {1, kSecond}, streak);
      EXPECT_GE(bonus, before);
      EXPECT_LE(bonus, rule.streak().cap());
      if (streak < rule.streak().first()) {
        EXPECT_EQ(bonus, 0);
      }
      before = bonus;
    }
  }
}

}  // namespace
}  // namespace lyceum::quiz::live
