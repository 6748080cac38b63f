// What a failed call of a live session means to the one who made it: try again,
// perhaps elsewhere, or take it as an answer.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace lyceum::ctl {

// The reason of the google.rpc.ErrorInfo in a status, such as "ITEM_CLOSED"; ""
// if there is none.
std::string ErrorReason(const absl::Status& status);

// What else its ErrorInfo says; empty if there is none.
std::map<std::string, std::string> ErrorMetadata(const absl::Status& status);

// The call may succeed at another replica, or later: UNAVAILABLE,
// DEADLINE_EXCEEDED, CANCELLED, ABORTED, and RESOURCE_EXHAUSTED with a RetryInfo
// (a busy server; a limit has none).
bool MayTryAgain(const absl::Status& status);

// How long to wait before attempt number `attempt` (from 1): `random` (0 to 1) of
// a span that doubles from 100 ms to 5 s ("full jitter": many clients that lost
// the same server do not come back at the same moment). Not less than a RetryInfo
// in `status` asks for.
absl::Duration Backoff(const absl::Status& status, int attempt, double random);

}  // namespace lyceum::ctl
