// The tables of the content service.
#pragma once

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::content {

// Brings the database to the newest schema. Safe from several processes at once.
absl::Status MigrateContent(sql::Database& database);

}  // namespace lyceum::content
