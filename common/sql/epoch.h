// Which history of the database this is. A database that is restored from a backup
// forgets what was committed after the backup, and numbers that were given out
// are given out again for other things. A number together with the epoch it was
// given out in names one thing for ever.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::sql {

// The table database_epoch, with one row: `epoch`, 1 at first. Read it in the
// transaction that gives a number out, and only there.
absl::Status MigrateEpoch(Database& database);

// For RestoreSqlite: begins a new epoch in the file at `path`, which nobody else
// has open; nothing if it has no such table. The new one is greater than any
// that another restore has begun: microseconds since 1970 now, or one more than
// the old one if that is more. On PostgreSQL this is the operator's to do (README).
absl::Status BeginSqliteEpoch(const std::string& path);

}  // namespace lyceum::sql
