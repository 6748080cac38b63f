#include "services/progress/store/profiles.h"

#include "common/base/status.h"
#include "services/progress/store/rows.h"

namespace lyceum::progress {

absl::StatusOr<std::map<std::string, v1::Profile>> LoadProfiles(sql::Transaction& transaction,
                                                                absl::string_view tenant,
                                                                const std::set<std::string>& users) {
  std::vector<sql::Value> cells;
  for (const std::string& user : users) cells.push_back(absl::string_view(user));
  std::map<std::string, v1::Profile> profiles;
  bool intact = true;
  RETURN_IF_ERROR(RunRows(transaction, tenant, "WITH wanted (user_id) AS (VALUES ", /*tenant_in_rows=*/false, 1, cells,
                          ") SELECT p.user_id, p.data FROM wanted w JOIN profiles p ON p.tenant = $1 "
                          "AND p.user_id = w.user_id",
                          [&](const sql::Row& row) {
                            const absl::string_view data = row.Text(1);
                            intact &= profiles[std::string(row.Text(0))].ParseFromArray(
                                data.data(), static_cast<int>(data.size()));
                          }));
  if (!intact) return absl::DataLossError("a stored profile cannot be read");
  return profiles;
}

absl::Status PutProfile(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                        const v1::Profile& profile) {
  const std::string data = profile.SerializeAsString();
  return transaction
      .Run("INSERT INTO profiles (tenant, user_id, data) VALUES ($1, $2, $3) "
           "ON CONFLICT (tenant, user_id) DO UPDATE SET data = excluded.data",
           {tenant, user, sql::Bytes{data}})
      .status();
}

absl::Status AddBridges(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user, Day first,
                        Day last) {
  for (Day day = first; day <= last; ++day) {
    RETURN_IF_ERROR(transaction
                        .Run("INSERT INTO bridges (tenant, user_id, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                             {tenant, user, day})
                        .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Day>> ListBridges(sql::Transaction& transaction, absl::string_view tenant,
                                             absl::string_view user) {
  std::vector<Day> days;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT day FROM bridges WHERE tenant = $1 AND user_id = $2 ORDER BY day", {tenant, user},
                           [&](const sql::Row& row) { days.push_back(row.Int(0)); })
                      .status());
  return days;
}

}  // namespace lyceum::progress
