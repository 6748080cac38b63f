// OptimizerService: fitting a preset's parameters, as a long-running operation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/ops/operations.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/optimizer_service.pb.h"
#include "services/progress/memory/logic/training_set.h"
#include "services/progress/memory/store/presets.h"

namespace lyceum::progress::memory {

inline constexpr char kOptimizeKind[] = "progress.optimize";

class Optimizer {
 public:
  Optimizer(sql::Database& database, Clock& clock, ops::Operations& operations)
      : database_(database), clock_(clock), operations_(operations) {}

  absl::StatusOr<v1::OptimizePresetResponse> OptimizePreset(const Caller& caller,
                                                            const v1::OptimizePresetRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
  ops::Operations& operations_;
};

// The work of the operation. Interrupted, it begins again.
class OptimizeWork {
 public:
  OptimizeWork(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  // `order` is the request; returns an OptimizePresetResult.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Run(const Caller& caller, const std::string& order,
                                                                 const std::string& checkpoint,
                                                                 ops::Progress& progress);

 private:
  absl::StatusOr<std::vector<std::vector<PastAnswer>>> ReadAnswers(absl::string_view tenant, const PresetKey& key,
                                                                   ops::Progress& progress);
  // Makes the parameters the preset's, if its newest revision is still `before`.
  absl::Status Replace(absl::string_view tenant, const PresetKey& key, const v1::Preset& before,
                       v1::OptimizePresetResult& result);

  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress::memory
