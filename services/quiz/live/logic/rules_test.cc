#include "services/quiz/live/logic/rules.h"

#include "gtest/gtest.h"
#include "services/quiz/logic/testing.h"

namespace lyceum::quiz::live {
namespace {

const char* kQuiz = "items { id: 'one' } items { id: 'two' }";

absl::Status Check(const std::string& text) {
  auto settings = FromText<v1::SessionSettings>(text);
  return CompleteSettings(FromText<v1::Quiz>(kQuiz), "t", settings);
}

TEST(CompleteSettings, FillsInWhatIsUnset) {
  const auto quiz = FromText<v1::Quiz>(kQuiz);
  auto settings = FromText<v1::SessionSettings>(
      "items { item: 'two' points_multiplier: 2 time_limit { seconds: 60 } }");
  ASSERT_TRUE(CompleteSettings(quiz, "t", settings).ok());
  EXPECT_EQ(settings.scoring().speed(), v1::ScoringRule::SPEED_KAHOOT);
  EXPECT_EQ(settings.podium_size(), 3);
  const Rules rules = MakeRules(quiz, settings);
  EXPECT_EQ(rules.scoring.base_points(), 1000);
  EXPECT_EQ(rules.items[0].time_limit_micros, 20'000'000);
  EXPECT_EQ(rules.items[1].time_limit_micros, 60'000'000);
  EXPECT_EQ(rules.items[1].multiplier, 2);
}

TEST(CompleteSettings, RefusesWhatIsOutOfRange) {
  for (const char* text :
       {"time_limit { nanos: 1 }", "time_limit { seconds: 3601 }", "standings_size: 101", "podium_size: -1",
        "scoring { base_points: 100001 }", "scoring { base_points: -1 }", "scoring { speed: SPEED_STEPPED }",
        "scoring { steps { until_micros: 5 } }", "scoring { streak { step: 1 } }", "items { item: 'three' }",
        "items { item: 'one' } items { item: 'one' }", "items { item: 'one' points_multiplier: 3 }",
        "admission: ADMISSION_ROSTER", "roster { user: 'tenants/t/users/a' display_name: 'A' }",
        "admission: ADMISSION_ROSTER roster { user: 'tenants/u/users/a' display_name: 'A' }",
        "admission: ADMISSION_ROSTER roster { user: 'tenants/t/users/a' display_name: 'A' }"
        "roster { user: 'tenants/t/users/b' display_name: 'a' }",
        "proof_of_work_bits: 25", "proof_of_work_bits: -1", "co_hosts: 'tenants/u/users/a'",
        "co_hosts: 'tenants/t/users/a' co_hosts: 'tenants/t/users/a'",
        "scoring { speed: SPEED_STEPPED steps { until_micros: 5 share_micros: 5 } "
        "steps { until_micros: 4 share_micros: 4 } }"}) {
    EXPECT_EQ(Check(text).code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_TRUE(Check("admission: ADMISSION_ROSTER roster { user: 'tenants/t/users/a' display_name: 'A' }").ok());
}

}  // namespace
}  // namespace lyceum::quiz::live
