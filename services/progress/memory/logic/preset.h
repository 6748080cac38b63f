// Presets as the contract has them: defaults, limits, and the scheduler's settings.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "lyceum/progress/v1/memory.pb.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {

inline constexpr char kDefaultPreset[] = "default";

// The preset with every field that is not set at its default.
v1::Preset WithDefaults(v1::Preset preset);

// Replaces the fields of `preset` that `paths` name by those of `wanted`; what is
// not set there takes its default. None, or "*", means all that a caller may set.
// INVALID_ARGUMENT (field update_mask) for any other path.
absl::Status ReplaceFields(const v1::Preset& wanted, const google::protobuf::RepeatedPtrField<std::string>& paths,
                           v1::Preset& preset);

// Adds a violation, with its path below `path`, for each field that is beyond its
// limit; brings the parameters of older versions up to 21. `preset` has its defaults.
void CheckPreset(absl::string_view path, v1::Preset& preset, Violations& violations);

// Of a checked preset.
Settings SettingsOf(const v1::Preset& preset);

}  // namespace lyceum::progress::memory
