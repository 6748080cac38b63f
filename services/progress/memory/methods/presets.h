// PresetService: the settings a learner's cards are scheduled by.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/preset_service.pb.h"

namespace lyceum::progress::memory {

class Presets {
 public:
  Presets(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::GetPresetResponse> GetPreset(const Caller& caller, const v1::GetPresetRequest& request);
  absl::StatusOr<v1::ListPresetsResponse> ListPresets(const Caller& caller, const v1::ListPresetsRequest& request);
  absl::StatusOr<v1::UpdatePresetResponse> UpdatePreset(const Caller& caller, const v1::UpdatePresetRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress::memory
