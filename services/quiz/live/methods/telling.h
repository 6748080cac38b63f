// Live answers become facts of progress, as those of attempts do.
#pragma once

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "services/quiz/live/methods/hub.h"

namespace lyceum::quiz::live {

// Puts the answers to closed items that progress does not know into the outbox;
// of items that are not graded it need not know them.
// Whatever happens to this process, the next call, here or elsewhere, goes on
// where it stopped; event ids follow from session, participant and item.
absl::Status TellProgress(sql::Database& database, Hub& hub);

}  // namespace lyceum::quiz::live
