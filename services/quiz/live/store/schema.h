// The tables of live sessions, in the quiz service's database.
#pragma once

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace lyceum::quiz::live {

// After quiz's own MigrateStore, whose tables of request ids and of the outbox
// are used too.
absl::Status MigrateStore(sql::Database& database);

}  // namespace lyceum::quiz::live
