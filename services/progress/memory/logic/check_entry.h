// What makes a card and a line of the log acceptable.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "lyceum/progress/v1/memory.pb.h"
#include "services/progress/memory/logic/replay.h"

namespace lyceum::progress::memory {

// Add a violation for every field that is not as memory.proto says, with its path
// below `path`, such as "entries[3].answered.rating". `parent` is the request's:
// tenants/{tenant}/users/{user}.
void CheckCard(const v1::Card& card, absl::string_view path, absl::string_view parent, Violations& violations);
void CheckEntry(const v1::ReviewEntry& entry, absl::string_view path, absl::Time now, Violations& violations);

// The line of a checked entry; `day` is the learner's day of its time. An
// INVALID_ARGUMENT with `path` for a date that is set before that day or too far
// after it.
absl::StatusOr<Entry> ToEntry(const v1::ReviewEntry& entry, absl::string_view path, Day day);

// And back, without card_id.
v1::ReviewEntry ToMessage(const Entry& entry);

}  // namespace lyceum::progress::memory
