// Fitting a preset's parameters to the log, as a long-running operation.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "common/ops/operations.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/methods/optimizer.h"
#include "tests/contract/progress_memory_fixture.h"

namespace lyceum::progress {
namespace {

class ProgressMemoryOptimizerTest : public MemoryTest {
 protected:
  void SetUp() override {
    MemoryTest::SetUp();
    ASSERT_TRUE(ops::Operations::Migrate(*database_).ok());
    operations_.emplace(*database_, clock_,
                        std::map<std::string, ops::Work>{
                            {memory::kOptimizeKind, std::bind_front(&memory::OptimizeWork::Run, &work_)}});
    optimizer_.emplace(*database_, clock_, *operations_);
  }

  // Cards that ada forgets faster than the defaults think. Returns how often she answered.
  int64_t Study(int cards, int answers) {
    std::vector<std::string> ids;
    for (int i = 0; i < cards; ++i) ids.push_back("card" + std::to_string(i));
    AddCards(ids);
    std::vector<v1::ReviewEntry> log;
    int64_t draws = 0;
    for (const std::string& id : ids) {
      absl::Time time = clock_.Now() - absl::Hours(24 * 900);
      double stability = 1;
      for (int i = 0; i < answers; ++i) {
        const double chance = memory::FuzzFactor(3, ++draws);
        const bool recalled = i == 0 || chance < 0.6;
        log.push_back(Answered(id, recalled ? v1::RATING_GOOD : v1::RATING_AGAIN, time));
        stability = recalled ? stability * 2 : 1;
        time += absl::Hours(24 * (1 + static_cast<int>(stability)));
        if (time > clock_.Now()) break;
      }
    }
    for (size_t i = 0; i < log.size(); i += 500) {
      MustSend({log.begin() + i, log.begin() + std::min(i + 500, log.size())});
    }
    return static_cast<int64_t>(log.size());
  }

  absl::StatusOr<v1::OptimizePresetResult> Run(v1::OptimizePresetRequest request) {
    request.set_name(absl::StrCat(kAda, "/presets/default"));
    const auto started = optimizer_->OptimizePreset(learner_, request);
    if (!started.ok()) return started.status();
    api::v1::WaitOperationRequest wait;
    wait.set_name(started->operation().name());
    for (int i = 0; i < 20; ++i) {
      const auto waited = operations_->WaitOperation(learner_, wait);
      if (!waited.ok()) return waited.status();
      v1::OptimizePresetResult result;
      if (waited->operation().state() == api::v1::Operation::STATE_SUCCEEDED &&
          waited->operation().result().UnpackTo(&result)) {
        return result;
      }
      if (waited->operation().state() == api::v1::Operation::STATE_FAILED) {
        return absl::AbortedError(waited->operation().error().message());
      }
    }
    return absl::DeadlineExceededError("the operation does not end");
  }

  int64_t Revision() {
    v1::GetPresetRequest request;
    request.set_name(absl::StrCat(kAda, "/presets/default"));
    return presets_.GetPreset(learner_, request)->preset().revision();
  }

  memory::OptimizeWork work_{*database_, clock_};
  std::optional<ops::Operations> operations_;
  std::optional<memory::Optimizer> optimizer_;
};
INSTANTIATE_TEST_SUITE_P(, ProgressMemoryOptimizerTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ProgressMemoryOptimizerTest, ReplacesParametersByBetterOnesOnly) {
  const int64_t answers = Study(60, 10);
  v1::OptimizePresetRequest request;
  request.set_evaluate_only(true);
  const auto evaluated = Run(request);
  ASSERT_TRUE(evaluated.ok()) << evaluated.status();
  EXPECT_EQ(evaluated->answers(), answers);
  EXPECT_GT(evaluated->items(), 200);
  EXPECT_GT(evaluated->before().log_loss(), 0);
  EXPECT_FALSE(evaluated->has_after());

  request.set_evaluate_only(false);
  request.set_validate_only(true);
  const auto tried = Run(request);
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_LT(tried->after().log_loss(), tried->before().log_loss());
  EXPECT_FALSE(tried->replaced());
  EXPECT_EQ(Revision(), 0);

  request.set_validate_only(false);
  const auto fitted = Run(request);
  ASSERT_TRUE(fitted.ok()) << fitted.status();
  EXPECT_TRUE(fitted->replaced());
  EXPECT_EQ(fitted->preset_revision(), 1);
  EXPECT_EQ(Revision(), 1);
  EXPECT_EQ(fitted->after().log_loss(), tried->after().log_loss());

  // What it finds the second time is no better.
  const auto again = Run(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->replaced());
  EXPECT_EQ(again->before().log_loss(), fitted->after().log_loss());
  EXPECT_EQ(Revision(), 1);
}

TEST_P(ProgressMemoryOptimizerTest, RefusesWhatHasNoParameters) {
  v1::Preset preset;
  preset.set_algorithm(v1::Preset::ALGORITHM_SM_2);
  ASSERT_TRUE(Update(preset, {"algorithm"}).ok());
  EXPECT_EQ(Run({}).status().code(), absl::StatusCode::kFailedPrecondition);
  v1::OptimizePresetRequest request;
  request.set_name(absl::StrCat(kAda, "/presets/none"));
  EXPECT_EQ(optimizer_->OptimizePreset(learner_, request).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(ProgressMemoryOptimizerTest, KeepsTheDefaultsWhereThereIsNothingToLearn) {
  const auto result = Run({});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->items(), 0);
  EXPECT_FALSE(result->replaced());
}

}  // namespace
}  // namespace lyceum::progress
