#include "services/progress/memory/store/presets.h"

#include <utility>

#include "common/base/status.h"
#include "services/progress/memory/logic/preset.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress::memory {
namespace {

StoredPreset Ready(v1::Preset preset) {
  StoredPreset stored;
  stored.preset = WithDefaults(std::move(preset));
  stored.scheduler = std::make_shared<const Scheduler>(SettingsOf(stored.preset));
  return stored;
}

absl::StatusOr<StoredPreset> Parse(absl::string_view data) {
  v1::Preset preset;
  if (!preset.ParseFromArray(data.data(), static_cast<int>(data.size()))) {
    return absl::DataLossError("a stored preset cannot be read");
  }
  return Ready(std::move(preset));
}

}  // namespace

absl::StatusOr<std::map<PresetKey, StoredPreset>> LoadPresets(sql::Transaction& t, absl::string_view tenant,
                                                              const std::set<PresetKey>& wanted) {
  std::vector<sql::Value> cells;
  for (const PresetKey& key : wanted) {
    cells.insert(cells.end(), {absl::string_view(key.user), absl::string_view(key.preset)});
  }
  std::map<PresetKey, StoredPreset> presets;
  absl::Status intact;
  RETURN_IF_ERROR(RunRows(t, tenant, "WITH wanted (user_id, preset) AS (VALUES ", /*tenant_in_rows=*/false, 2, cells,
                          ") SELECT p.user_id, p.preset, p.data FROM wanted w JOIN memory_presets p ON p.tenant = $1 "
                          "AND p.user_id = w.user_id AND p.preset = w.preset AND p.newest = 1",
                          [&](const sql::Row& row) {
                            auto stored = Parse(row.Text(2));
                            if (!stored.ok()) {
                              intact = stored.status();
                              return;
                            }
                            presets[{std::string(row.Text(0)), std::string(row.Text(1))}] = *std::move(stored);
                          }));
  RETURN_IF_ERROR(intact);
  for (const PresetKey& key : wanted) {
    if (key.preset == kDefaultPreset && presets.count(key) == 0) presets[key] = Ready({});
  }
  return presets;
}

absl::StatusOr<StoredPreset> LoadRevision(sql::Transaction& t, absl::string_view tenant, const PresetKey& key,
                                          int64_t revision) {
  absl::StatusOr<StoredPreset> stored = absl::DataLossError("a card names a revision of a preset that is not there");
  if (revision == 0 && key.preset == kDefaultPreset) stored = Ready({});
  RETURN_IF_ERROR(t.Run("SELECT data FROM memory_presets WHERE tenant = $1 AND user_id = $2 AND preset = $3 "
                        "AND revision = $4",
                        {tenant, absl::string_view(key.user), absl::string_view(key.preset), revision},
                        [&](const sql::Row& row) { stored = Parse(row.Text(0)); })
                      .status());
  return stored;
}

absl::StatusOr<std::map<PresetKey, StoredPreset>> ListPresets(sql::Transaction& t, absl::string_view tenant,
                                                              absl::string_view user) {
  std::set<PresetKey> keys = {{std::string(user), kDefaultPreset}};
  RETURN_IF_ERROR(t.Run("SELECT preset FROM memory_presets WHERE tenant = $1 AND user_id = $2 AND newest = 1",
                        {tenant, user},
                        [&](const sql::Row& row) { keys.insert({std::string(user), std::string(row.Text(0))}); })
                      .status());
  return LoadPresets(t, tenant, keys);
}

absl::Status PutPreset(sql::Transaction& t, absl::string_view tenant, const PresetKey& key, const v1::Preset& preset) {
  const absl::string_view user = key.user, name = key.preset;
  RETURN_IF_ERROR(t.Run("UPDATE memory_presets SET newest = 0 WHERE tenant = $1 AND user_id = $2 AND preset = $3 "
                        "AND newest = 1",
                        {tenant, user, name})
                      .status());
  const std::string data = preset.SerializeAsString();
  return t
      .Run("INSERT INTO memory_presets (tenant, user_id, preset, revision, newest, data) "
           "VALUES ($1, $2, $3, $4, 1, $5) "
           "ON CONFLICT (tenant, user_id, preset, revision) DO UPDATE SET newest = 1, data = excluded.data",
           {tenant, user, name, preset.revision(), sql::Bytes{data}})
      .status();
}

}  // namespace lyceum::progress::memory
