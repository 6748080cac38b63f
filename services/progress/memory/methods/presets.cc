#include "services/progress/memory/methods/presets.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/progress/memory/limits.h"
#include "services/progress/memory/logic/preset.h"
#include "services/progress/memory/methods/view.h"
#include "services/progress/memory/store/presets.h"
#include "services/progress/methods/messages.h"

namespace lyceum::progress::memory {
namespace {

PresetKey KeyOf(absl::string_view name) { return {std::string(Segment(name, 3)), std::string(Segment(name, 5))}; }

// The newest revision as the contract shows it; one that was never made is all
// defaults.
v1::Preset Newest(absl::string_view tenant, const PresetKey& key, const std::map<PresetKey, StoredPreset>& presets) {
  const auto found = presets.find(key);
  return PresetView(tenant, key, found != presets.end() ? found->second.preset : WithDefaults({}));
}

absl::StatusOr<v1::UpdatePresetResponse> Change(sql::Transaction& t, const v1::UpdatePresetRequest& request,
                                                absl::Time now) {
  const absl::string_view tenant = Segment(request.preset().name(), 1);
  const PresetKey key = KeyOf(request.preset().name());
  ASSIGN_OR_RETURN(const auto presets, ListPresets(t, tenant, key.user));
  const bool known = presets.count(key) > 0;
  const v1::Preset before = Newest(tenant, key, presets);
  if (!request.preset().etag().empty() && request.preset().etag() != before.etag()) {
    return EtagMismatch(request.preset().name());
  }
  if (!known && presets.size() >= limits::kMaxPresets) {
    return LimitExceeded(absl::StrCat("tenants/", tenant, "/users/", key.user), "kMaxPresets", limits::kMaxPresets);
  }
  v1::Preset after = before;
  RETURN_IF_ERROR(ReplaceFields(request.preset(), request.update_mask().paths(), after));
  Violations violations;
  CheckPreset("preset", after, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  // Limits and orders schedule no card: they change without a new revision.
  if (!known || SettingsOf(after) != SettingsOf(before)) after.set_revision(before.revision() + 1);
  *after.mutable_update_time() = ToTimestamp(now);
  after = PresetView(tenant, key, std::move(after));
  if (!request.validate_only()) RETURN_IF_ERROR(PutPreset(t, tenant, key, after));
  v1::UpdatePresetResponse response;
  *response.mutable_preset() = std::move(after);
  return response;
}

}  // namespace

absl::StatusOr<v1::GetPresetResponse> Presets::GetPreset(const Caller&, const v1::GetPresetRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1);
  const PresetKey key = KeyOf(request.name());
  std::map<PresetKey, StoredPreset> presets;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(presets, LoadPresets(t, tenant, {key}));
    return absl::OkStatus();
  }));
  if (presets.empty()) return NotFound(request.name());
  v1::GetPresetResponse response;
  *response.mutable_preset() = Newest(tenant, key, presets);
  return response;
}

absl::StatusOr<v1::ListPresetsResponse> Presets::ListPresets(const Caller&, const v1::ListPresetsRequest& request) {
  const absl::string_view tenant = Segment(request.parent(), 1), user = Segment(request.parent(), 3);
  std::map<PresetKey, StoredPreset> presets;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(presets, memory::ListPresets(t, tenant, user));
    return absl::OkStatus();
  }));
  v1::ListPresetsResponse response;
  for (const auto& [key, stored] : presets) *response.add_presets() = Newest(tenant, key, presets);
  return response;
}

absl::StatusOr<v1::UpdatePresetResponse> Presets::UpdatePreset(const Caller& caller,
                                                               const v1::UpdatePresetRequest& request) {
  if (!request.has_preset()) return InvalidField("preset", "is not set");
  const absl::Time now = clock_.Now();
  if (!request.validate_only()) {
    return sql::Once<v1::UpdatePresetResponse>(database_, caller, request, now,
                                               [&](sql::Transaction& t) { return Change(t, request, now); });
  }
  v1::UpdatePresetResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(response, Change(t, request, now));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace lyceum::progress::memory
