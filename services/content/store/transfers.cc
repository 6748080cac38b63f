#include "services/content/store/transfers.h"

#include "common/base/status.h"

namespace lyceum::content::store {

absl::StatusOr<ImportedFile> FindImported(sql::Transaction& t, absl::string_view tenant, absl::string_view sha256) {
  ImportedFile file;
  RETURN_IF_ERROR(
      t.Run("SELECT explanation, batch, outcome FROM imported_files WHERE tenant = $1 AND sha256 = $2",
            {tenant, sha256},
            [&](const sql::Row& row) {
              file.explanation = std::string(row.Text(0));
              file.batch = std::string(row.Text(1));
              file.outcome.ParseFromArray(row.Text(2).data(), static_cast<int>(row.Text(2).size()));
            })
          .status());
  return file;
}

absl::Status SaveImported(sql::Transaction& t, absl::string_view tenant, absl::string_view sha256,
                          const ImportedFile& file) {
  const std::string outcome = file.outcome.SerializeAsString();
  return t.Post("INSERT INTO imported_files (tenant, sha256, explanation, batch, outcome) VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT (tenant, sha256) DO UPDATE SET explanation = excluded.explanation, "
                "batch = excluded.batch, outcome = excluded.outcome",
                {tenant, sha256, file.explanation, file.batch, sql::Bytes{outcome}});
}

}  // namespace lyceum::content::store
