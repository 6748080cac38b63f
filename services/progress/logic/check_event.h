// What makes an event acceptable.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "lyceum/progress/v1/event.pb.h"

namespace lyceum::progress {

// Adds a violation for every field of the event that is not as event.proto says,
// with its path below `path`, such as "events[3].answer_submitted.score_micros".
// `tenant` is the request's.
void CheckEvent(const v1::Event& event, absl::string_view path, absl::string_view tenant, absl::Time now,
                Violations& violations);

}  // namespace lyceum::progress
