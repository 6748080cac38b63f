// Waiting for long-running work, and what it says of itself.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/api/v1/operation.pb.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/terminal.h"

namespace lyceum::ctl {

// Waits until the operation is done and returns it as it then is, whether it
// succeeded or not. Shows `done_before` + its units of `total` in `view` where
// total is not 0, else its own.
absl::StatusOr<api::v1::Operation> WaitFor(Session& session, Peer peer, api::v1::Operation operation,
                                           ProgressView& view, int64_t done_before = 0, int64_t total = 0);

// OK if it succeeded; its own error if it failed or was cancelled.
absl::Status Outcome(const api::v1::Operation& operation);

// The result of an operation that succeeded.
template <class Result>
absl::StatusOr<Result> ResultOf(const api::v1::Operation& operation) {
  RETURN_IF_ERROR(Outcome(operation));
  Result result;
  if (!operation.result().UnpackTo(&result)) return absl::InternalError("the operation's result is of another type");
  return result;
}

// "queued", "running", ...
absl::string_view StateText(api::v1::Operation::State state);

}  // namespace lyceum::ctl
