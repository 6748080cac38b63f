// Copies of a SQLite database: made while it is in use, proven before they
// count. (PostgreSQL brings its own: pg_dump and pg_basebackup.)
#pragma once

#include <string>

#include "absl/status/status.h"

namespace lyceum::sql {

// Writes a consistent copy of the database at `path`, as of one moment, to the
// new file `destination`; writers go on meanwhile. The copy is checked and on
// disk before it appears under its name. ALREADY_EXISTS if there is such a file,
// NOT_FOUND if there is no database, DATA_LOSS if it is damaged.
absl::Status BackupSqlite(const std::string& path, const std::string& destination);

// DATA_LOSS if the file is empty, no database, or damaged; NOT_FOUND if it is
// not there.
absl::Status VerifySqlite(const std::string& path);

// Puts the backup in place of the database at `destination`, which no process
// may have open (UNAVAILABLE). Checks the backup first. ALREADY_EXISTS if the
// destination is a non-empty file and `force` is not given. What is restored
// begins a new epoch (epoch.h).
absl::Status RestoreSqlite(const std::string& backup, const std::string& destination, bool force);

}  // namespace lyceum::sql
