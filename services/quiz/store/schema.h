// The tables of the quiz service.
#pragma once

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::quiz {

// Creates or updates them, the outbox and the remembered requests.
absl::Status MigrateStore(sql::Database& database);

}  // namespace lyceum::quiz
