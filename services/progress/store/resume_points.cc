#include "services/progress/store/resume_points.h"

#include <limits>

#include "common/base/status.h"

namespace lyceum::progress {

absl::Status PutResumePoint(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                            absl::string_view id, const v1::ResumePoint& point, absl::Time now, int keep) {
  const std::string data = point.SerializeAsString();
  RETURN_IF_ERROR(transaction
                      .Run("INSERT INTO resume_points (tenant, user_id, id, update_us, data) "
                           "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, user_id, id) "
                           "DO UPDATE SET update_us = excluded.update_us, data = excluded.data",
                           {tenant, user, id, sql::Micros(now), sql::Bytes{data}})
                      .status());
  return transaction
      .Run("DELETE FROM resume_points WHERE tenant = $1 AND user_id = $2 AND id IN (SELECT id FROM resume_points "
           "WHERE tenant = $1 AND user_id = $2 ORDER BY update_us DESC, id DESC LIMIT 1000000 OFFSET $3)",
           {tenant, user, int64_t{keep}})
      .status();
}

absl::Status DeleteResumePoint(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                               absl::string_view id) {
  return transaction
      .Run("DELETE FROM resume_points WHERE tenant = $1 AND user_id = $2 AND id = $3", {tenant, user, id})
      .status();
}

absl::StatusOr<std::vector<ResumeRow>> ListResumePoints(sql::Transaction& transaction, absl::string_view tenant,
                                                        absl::string_view user, int64_t after_us,
                                                        absl::string_view after_id, int limit) {
  if (after_id.empty()) after_us = std::numeric_limits<int64_t>::max();
  std::vector<ResumeRow> rows;
  bool intact = true;
  RETURN_IF_ERROR(transaction
                      .Run("SELECT update_us, id, data FROM resume_points WHERE tenant = $1 AND user_id = $2 "
                           "AND (update_us, id) < ($3, $4) ORDER BY update_us DESC, id DESC LIMIT $5",
                           {tenant, user, after_us, after_id, int64_t{limit}},
                           [&](const sql::Row& row) {
                             ResumeRow& stored = rows.emplace_back();
                             stored.update_us = row.Int(0);
                             stored.id = std::string(row.Text(1));
                             const absl::string_view data = row.Text(2);
                             intact &= stored.point.ParseFromArray(data.data(), static_cast<int>(data.size()));
                           })
                      .status());
  if (!intact) return absl::DataLossError("a stored resume point cannot be read");
  return rows;
}

}  // namespace lyceum::progress
