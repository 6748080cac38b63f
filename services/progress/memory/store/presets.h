// Remembers each learner's presets. What schedules cards never changes in a revision.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/memory.pb.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {

// A preset of a user of the tenant.
struct PresetKey {
  std::string user;
  std::string preset;

  auto operator<=>(const PresetKey&) const = default;
};

// One revision of it, ready to use.
struct StoredPreset {
  v1::Preset preset;  // with its defaults; without name and etag if it was never changed
  std::shared_ptr<const Scheduler> scheduler;
};

// The newest revisions of those that are there. "default" always is: before it is
// changed, as revision 0.
absl::StatusOr<std::map<PresetKey, StoredPreset>> LoadPresets(sql::Transaction& t, absl::string_view tenant,
                                                              const std::set<PresetKey>& wanted);

// One revision. DATA_LOSS if it is not there.
absl::StatusOr<StoredPreset> LoadRevision(sql::Transaction& t, absl::string_view tenant, const PresetKey& key,
                                          int64_t revision);

// The newest revisions of a user's, in the order of names, "default" among them.
absl::StatusOr<std::map<PresetKey, StoredPreset>> ListPresets(sql::Transaction& t, absl::string_view tenant,
                                                              absl::string_view user);

// Replaces the newest revision, if preset.revision() is its number and schedules
// cards the same way, or adds one with the next number.
absl::Status PutPreset(sql::Transaction& t, absl::string_view tenant, const PresetKey& key, const v1::Preset& preset);

}  // namespace lyceum::progress::memory
