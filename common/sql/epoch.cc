#include "common/sql/epoch.h"

#include <sqlite3.h>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/sql/sqlite_connection.h"

namespace lyceum::sql {
namespace {

constexpr absl::string_view kMigrations[] = {
    "CREATE TABLE database_epoch (epoch BIGINT NOT NULL);\n"
    "INSERT INTO database_epoch (epoch) VALUES (1)",
};

}  // namespace

absl::Status MigrateEpoch(Database& database) { return Migrate(database, "epoch", kMigrations); }

absl::Status BeginSqliteEpoch(const std::string& path) {
  ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, SQLITE_OPEN_READWRITE, "PRAGMA synchronous=FULL;"));
  ASSIGN_OR_RETURN(const int64_t tables, connection->Run("SELECT name FROM sqlite_master WHERE name = 'database_epoch'",
                                                         {}));
  if (tables == 0) return absl::OkStatus();
  return connection
      ->Run("UPDATE database_epoch SET epoch = MAX(epoch + 1, $1)", {absl::ToUnixMicros(absl::Now())})
      .status();
}

}  // namespace lyceum::sql
