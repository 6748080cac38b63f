// The tables of the progress service.
#pragma once

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::progress {

// Brings the database up to date. Safe to run from several processes at once.
absl::Status MigrateProgress(sql::Database& database);

}  // namespace lyceum::progress
