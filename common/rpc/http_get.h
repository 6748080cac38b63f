// One HTTP GET, by libcurl, with a limit on everything.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lyceum::rpc {

// The body of a 200 answer. Follows no redirects; UNAVAILABLE if the server
// does not answer in time, answers otherwise, or sends more than `max_bytes`.
absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout, size_t max_bytes);

}  // namespace lyceum::rpc
