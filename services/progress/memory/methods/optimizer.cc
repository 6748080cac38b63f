#include "services/progress/memory/methods/optimizer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/progress/memory/limits.h"
#include "services/progress/memory/logic/training.h"
#include "services/progress/memory/methods/view.h"
#include "services/progress/memory/store/log.h"
#include "services/progress/methods/messages.h"

namespace lyceum::progress::memory {
namespace {

constexpr int kLogsTogether = 500;

PresetKey KeyOf(absl::string_view name) { return {std::string(Segment(name, 3)), std::string(Segment(name, 5))}; }

absl::StatusOr<StoredPreset> Newest(sql::Transaction& t, absl::string_view name) {
  ASSIGN_OR_RETURN(auto presets, LoadPresets(t, Segment(name, 1), {KeyOf(name)}));
  if (presets.empty()) return NotFound(name);
  return std::move(presets.begin()->second);
}

v1::PredictionFit FitView(const Fit& fit) {
  v1::PredictionFit view;
  view.set_log_loss(fit.log_loss);
  view.set_rmse_bins(fit.rmse_bins);
  return view;
}

std::vector<PastAnswer> PastAnswers(const std::vector<Entry>& log) {
  std::vector<PastAnswer> answers;
  for (const Entry& entry : AnswersThatCount(log)) {
    answers.push_back({entry.at.us, entry.at.day, static_cast<int>(entry.value)});
  }
  return answers;
}

}  // namespace

absl::StatusOr<v1::OptimizePresetResponse> Optimizer::OptimizePreset(const Caller& caller,
                                                                     const v1::OptimizePresetRequest& request) {
  // Not apart for validate_only: the operation runs, and stores nothing.
  return sql::Once<v1::OptimizePresetResponse>(
      database_, caller, request, clock_.Now(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::OptimizePresetResponse> {
        ASSIGN_OR_RETURN(const StoredPreset stored, Newest(t, request.name()));
        if (stored.preset.algorithm() != v1::Preset::ALGORITHM_FSRS_6) {
          return Error(absl::StatusCode::kFailedPrecondition, "NO_PARAMETERS",
                       absl::StrCat(request.name(), " is scheduled by SM-2, which has no parameters"));
        }
        v1::OptimizePresetResponse response;
        ASSIGN_OR_RETURN(*response.mutable_operation(),
                         operations_.Start(t, caller, kOptimizeKind, request.SerializeAsString()));
        return response;
      });
}

absl::StatusOr<std::vector<std::vector<PastAnswer>>> OptimizeWork::ReadAnswers(absl::string_view tenant,
                                                                               const PresetKey& key,
                                                                               ops::Progress& progress) {
  std::vector<std::vector<PastAnswer>> cards;
  std::string after;
  int64_t answers = 0;
  do {
    std::vector<std::vector<Entry>> logs;
    std::string last;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(logs, ListLogs(t, tenant, key, after, kLogsTogether, last));
      return absl::OkStatus();
    }));
    for (const std::vector<Entry>& log : logs) {
      answers += static_cast<int64_t>(cards.emplace_back(PastAnswers(log)).size());
    }
    if (answers > limits::kMaxTrainingAnswers) {
      return LimitExceeded(PresetName(tenant, key), "kMaxTrainingAnswers", limits::kMaxTrainingAnswers);
    }
    RETURN_IF_ERROR(progress.Report(0, 0, absl::StrCat("read ", answers, " answers")));
    after = last;
  } while (!after.empty());
  return cards;
}

absl::Status OptimizeWork::Replace(absl::string_view tenant, const PresetKey& key, const v1::Preset& before,
                                   v1::OptimizePresetResult& result) {
  const std::string name = PresetName(tenant, key);
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const StoredPreset now, Newest(t, name));
    if (now.preset.revision() != before.revision()) return EtagMismatch(name);
    v1::Preset after = now.preset;
    *after.mutable_parameters() = result.parameters();
    after.set_revision(before.revision() + 1);
    *after.mutable_update_time() = ToTimestamp(clock_.Now());
    RETURN_IF_ERROR(PutPreset(t, tenant, key, PresetView(tenant, key, after)));
    result.set_replaced(true);
    result.set_preset_revision(after.revision());
    return absl::OkStatus();
  });
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> OptimizeWork::Run(const Caller&, const std::string& order,
                                                                             const std::string&,
                                                                             ops::Progress& progress) {
  v1::OptimizePresetRequest request;
  if (!request.ParseFromString(order)) return absl::DataLossError("the order of an optimization");
  const std::string tenant(Segment(request.name(), 1));
  const PresetKey key = KeyOf(request.name());
  StoredPreset before;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(before, Newest(t, request.name()));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const auto cards, ReadAnswers(tenant, key, progress));
  const TrainingSet set = MakeTrainingSet(cards);
  const bool short_term = before.preset.short_term();
  const Fit old_fit = Evaluate(set, before.scheduler->fsrs().parameters(), short_term);

  auto result = std::make_unique<v1::OptimizePresetResult>();
  result->set_answers(static_cast<int64_t>(set.ratings.size()));
  result->set_items(static_cast<int64_t>(set.items.size()));
  *result->mutable_before() = FitView(old_fit);
  result->set_preset_revision(before.preset.revision());
  if (request.evaluate_only()) return result;

  TrainingOptions options;
  options.short_term = short_term;
  options.relearning_steps = before.preset.relearning_steps().steps_size();
  absl::Status stopped;
  const Parameters fitted = Train(set, options, [&](int64_t done, int64_t total) {
    stopped = progress.Report(done, total, "fitting parameters");
    return stopped.ok();
  });
  RETURN_IF_ERROR(stopped);
  const Fit new_fit = Evaluate(set, fitted, short_term);
  *result->mutable_after() = FitView(new_fit);
  result->mutable_parameters()->Add(fitted.begin(), fitted.end());
  if (!request.validate_only() && new_fit.log_loss < old_fit.log_loss) {
    RETURN_IF_ERROR(Replace(tenant, key, before.preset, *result));
  }
  return result;
}

}  // namespace lyceum::progress::memory
