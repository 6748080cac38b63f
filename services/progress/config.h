// The settings of lyceum-progress: those all services share. Statistics are read
// from the database; --redis is accepted and not used.
#pragma once

#include "common/base/config.h"
#include "common/rpc/server_config.h"

namespace lyceum::progress {

inline constexpr char kProgram[] = "lyceum-progress";
inline constexpr char kMeaning[] =
    "Remembers what each learner did, and answers with statistics, streaks, mastery and resume points.";

struct Settings {
  rpc::ServiceSettings service;
};

inline void AddSettings(Config& config, Settings& settings) { rpc::AddSettings(config, settings.service); }

}  // namespace lyceum::progress
