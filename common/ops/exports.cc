#include "common/ops/exports.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/ops/limits.h"

namespace lyceum::ops {
namespace {

constexpr absl::string_view kTables =
    "CREATE TABLE exports ("
    "tenant TEXT NOT NULL, id TEXT NOT NULL, creator TEXT NOT NULL, size_bytes BIGINT NOT NULL, "
    "create_time BIGINT NOT NULL, PRIMARY KEY (tenant, id));\n"
    "CREATE TABLE export_chunks ("
    "tenant TEXT NOT NULL, id TEXT NOT NULL, number BIGINT NOT NULL, content BYTEA NOT NULL, "
    "PRIMARY KEY (tenant, id, number))";

// Forgets those of the tenant that were begun before `before`.
absl::Status Forget(sql::Transaction& t, absl::string_view tenant, absl::Time before) {
  const int64_t micros = sql::Micros(before);
  RETURN_IF_ERROR(t.Run("DELETE FROM export_chunks WHERE tenant = $1 AND id IN (SELECT id FROM exports WHERE "
                        "tenant = $1 AND create_time < $2)",
                        {tenant, micros})
                      .status());
  return t.Run("DELETE FROM exports WHERE tenant = $1 AND create_time < $2", {tenant, micros}).status();
}

// Begins it, or begins it again: what it had is gone. Its size is -1 until it is whole.
absl::Status Begin(sql::Transaction& t, absl::string_view tenant, absl::string_view id, absl::string_view creator,
                   absl::Time now) {
  RETURN_IF_ERROR(t.Run("DELETE FROM export_chunks WHERE tenant = $1 AND id = $2", {tenant, id}).status());
  return t
      .Run("INSERT INTO exports (tenant, id, creator, size_bytes, create_time) VALUES ($1, $2, $3, -1, $4) "
           "ON CONFLICT (tenant, id) DO UPDATE SET size_bytes = -1",
           {tenant, id, creator, sql::Micros(now)})
      .status();
}

}  // namespace

absl::Status MigrateExports(sql::Database& database) {
  constexpr absl::string_view kMigrations[] = {kTables};
  return sql::Migrate(database, "exports", kMigrations);
}

absl::Status StoreExport(sql::Database& database, absl::string_view tenant, absl::string_view id,
                         absl::string_view creator, absl::string_view bytes, absl::Time now) {
  RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(Forget(t, tenant, now - absl::Hours(24 * limits::kExportDays)));
    return Begin(t, tenant, id, creator, now);
  }));
  for (size_t at = 0, number = 0; at < bytes.size(); at += limits::kExportPartBytes, ++number) {
    RETURN_IF_ERROR(database.Write([&](sql::Transaction& t) {
      return t
          .Run("INSERT INTO export_chunks (tenant, id, number, content) VALUES ($1, $2, $3, $4)",
               {tenant, id, static_cast<int64_t>(number), sql::Bytes{bytes.substr(at, limits::kExportPartBytes)}})
          .status();
    }));
  }
  return database.Write([&](sql::Transaction& t) {
    return t
        .Run("UPDATE exports SET size_bytes = $3 WHERE tenant = $1 AND id = $2",
             {tenant, id, static_cast<int64_t>(bytes.size())})
        .status();
  });
}

absl::StatusOr<ExportPart> ReadExport(sql::Database& database, const Caller& caller, absl::string_view name,
                                      int64_t offset) {
  const absl::string_view tenant = Segment(name, 1), id = Segment(name, 3);
  ExportPart part;
  RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
    std::string creator;
    part = {.content = "", .size_bytes = -1, .next_offset = 0};
    RETURN_IF_ERROR(t.Run("SELECT creator, size_bytes FROM exports WHERE tenant = $1 AND id = $2", {tenant, id},
                          [&](const sql::Row& row) {
                            creator = std::string(row.Text(0));
                            part.size_bytes = row.Int(1);
                          })
                        .status());
    const bool allowed = creator == caller.user || caller.Is(api::v1::ROLE_ADMIN);
    if (!allowed || part.size_bytes < 0) return NotFound(name);
    if (offset < 0 || offset > part.size_bytes) {
      return Error(absl::StatusCode::kOutOfRange, "BEYOND_THE_END",
                   absl::StrCat("offset must be 0 to ", part.size_bytes));
    }
    RETURN_IF_ERROR(t.Run("SELECT content FROM export_chunks WHERE tenant = $1 AND id = $2 AND number = $3",
                          {tenant, id, offset / limits::kExportPartBytes},
                          [&](const sql::Row& row) { part.content = std::string(row.Text(0)); })
                        .status());
    part.content.erase(0, static_cast<size_t>(offset % limits::kExportPartBytes));
    part.next_offset = offset + static_cast<int64_t>(part.content.size());
    return absl::OkStatus();
  }));
  return part;
}

}  // namespace lyceum::ops
