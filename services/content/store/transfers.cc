#include "services/content/store/transfers.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
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

absl::Status BeginExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                         absl::string_view creator, absl::Time now) {
  RETURN_IF_ERROR(t.Run("DELETE FROM export_chunks WHERE tenant = $1 AND id = $2", {tenant, id}).status());
  return t
      .Run("INSERT INTO exports (tenant, id, creator, size_bytes, create_time) VALUES ($1, $2, $3, -1, $4) "
           "ON CONFLICT (tenant, id) DO UPDATE SET size_bytes = -1",
           {tenant, id, creator, sql::Micros(now)})
      .status();
}

absl::Status AddExportChunk(sql::Transaction& t, absl::string_view tenant, absl::string_view id, int64_t number,
                            absl::string_view content) {
  return t
      .Run("INSERT INTO export_chunks (tenant, id, number, content) VALUES ($1, $2, $3, $4)",
           {tenant, id, number, sql::Bytes{content}})
      .status();
}

absl::Status FinishExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id, int64_t size_bytes) {
  return t.Run("UPDATE exports SET size_bytes = $3 WHERE tenant = $1 AND id = $2", {tenant, id, size_bytes}).status();
}

absl::Status ForgetExports(sql::Transaction& t, absl::string_view tenant, absl::Time before) {
  const int64_t micros = sql::Micros(before);
  RETURN_IF_ERROR(t.Run("DELETE FROM export_chunks WHERE tenant = $1 AND id IN (SELECT id FROM exports WHERE "
                        "tenant = $1 AND create_time < $2)",
                        {tenant, micros})
                      .status());
  return t.Run("DELETE FROM exports WHERE tenant = $1 AND create_time < $2", {tenant, micros}).status();
}

absl::StatusOr<ExportFacts> FindExport(sql::Transaction& t, absl::string_view tenant, absl::string_view id) {
  ExportFacts facts;
  ASSIGN_OR_RETURN(const int64_t rows, t.Run("SELECT creator, size_bytes FROM exports WHERE tenant = $1 AND id = $2",
                                             {tenant, id}, [&](const sql::Row& row) {
                                               facts.creator = std::string(row.Text(0));
                                               facts.size_bytes = row.Int(1);
                                             }));
  if (rows == 0) return NotFound(absl::StrCat("tenants/", tenant, "/exports/", id));
  return facts;
}

absl::StatusOr<std::string> ReadExportChunk(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                            int64_t number) {
  std::string content;
  RETURN_IF_ERROR(t.Run("SELECT content FROM export_chunks WHERE tenant = $1 AND id = $2 AND number = $3",
                        {tenant, id, number}, [&](const sql::Row& row) { content = std::string(row.Text(0)); })
                      .status());
  return content;
}

}  // namespace lyceum::content::store
