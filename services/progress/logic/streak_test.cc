#include "services/progress/logic/streak.h"

#include <gtest/gtest.h>

#include <vector>

namespace lyceum::progress {
namespace {

struct Case {
  const char* what;
  std::vector<Day> active;
  std::vector<Day> bridged;
  Day today;
  StreakState state;
  int current, longest;
};

TEST(ComputeStreak, HoldsForEveryRowOfTheTable) {
  const Case cases[] = {
      {"nothing yet", {}, {}, 100, StreakState::kNone, 0, 0},
      {"first day", {100}, {}, 100, StreakState::kAlive, 1, 1},
      {"yesterday only", {99}, {}, 100, StreakState::kAtRisk, 1, 1},
      {"two days ago", {98}, {}, 100, StreakState::kNone, 0, 1},
      {"a row up to today", {97, 98, 99, 100}, {}, 100, StreakState::kAlive, 4, 4},
      {"a row up to yesterday", {97, 98, 99}, {}, 100, StreakState::kAtRisk, 3, 3},
      {"a longer row long ago", {1, 2, 3, 4, 5, 99, 100}, {}, 100, StreakState::kAlive, 2, 5},
      {"a gap of one", {97, 98, 100}, {}, 100, StreakState::kAlive, 1, 2},
      {"before 1970", {-3, -2, -1, 0}, {}, 0, StreakState::kAlive, 4, 4},
      {"flew west: studied tomorrow", {99, 100, 101}, {}, 100, StreakState::kAlive, 3, 3},
      {"flew east: 99 was cut short", {97, 98, 100}, {99}, 100, StreakState::kAlive, 3, 3},
      {"a bridged day with study counts", {97, 98, 99, 100}, {99}, 100, StreakState::kAlive, 4, 4},
      {"a bridge up to today", {98}, {99}, 100, StreakState::kAtRisk, 1, 1},
      {"a bridge covers only itself", {96, 100}, {98, 99}, 100, StreakState::kAlive, 1, 1},
      {"two bridges", {96, 97, 100}, {98, 99}, 100, StreakState::kAlive, 3, 3},
      {"a bridge elsewhere", {97, 98, 100}, {50, 101}, 100, StreakState::kAlive, 1, 2},
  };
  for (const Case& c : cases) {
    const Streak streak = ComputeStreak(c.active, c.bridged, c.today);
    EXPECT_EQ(streak.state, c.state) << c.what;
    EXPECT_EQ(streak.current_days, c.current) << c.what;
    EXPECT_EQ(streak.longest_days, c.longest) << c.what;
    EXPECT_EQ(streak.active_days, static_cast<int>(c.active.size())) << c.what;
  }
}

TEST(ComputeStreak, NeverShrinksWhenALateDayArrives) {
  // Every set of 8 days, and each with one more day.
  for (unsigned set = 0; set < 256; ++set) {
    std::vector<Day> active;
    for (int day = 0; day < 8; ++day) {
      if (set >> day & 1) active.push_back(day);
    }
    const Streak before = ComputeStreak(active, {}, 7);
    for (int late = 0; late < 8; ++late) {
      std::vector<Day> more;
      for (int day = 0; day < 8; ++day) {
        if ((set | 1u << late) >> day & 1) more.push_back(day);
      }
      const Streak after = ComputeStreak(more, {}, 7);
      EXPECT_GE(after.current_days, before.current_days);
      EXPECT_GE(after.longest_days, before.longest_days);
    }
  }
}

}  // namespace
}  // namespace lyceum::progress
