// How long open items have been open, as some replica has counted: for replicas
// that come later, whose clocks know nothing of it.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/quiz/live/store/sessions.h"

namespace lyceum::quiz::live {

struct StoredAge {
  int64_t timing_seq = 0;  // the event the item opened with, or went on after a pause
  int64_t age_micros = 0;  // of the item's time, used up
};

// Keeps the age of the item that is open in `state`, if the log is still there and
// no greater one is known.
absl::Status RecordAge(sql::Transaction& t, const Key& key, const State& state, int64_t age_micros);
// The last one that was kept.
absl::StatusOr<StoredAge> LoadAge(sql::Transaction& t, const Key& key);

}  // namespace lyceum::quiz::live
