#include "services/lyceumctl/operation.h"

#include "absl/strings/cord.h"
#include "absl/time/clock.h"
#include "lyceum/api/v1/operation.grpc.pb.h"

namespace lyceum::ctl {
namespace {

using api::v1::Operation;

constexpr int kWaitSlice_s = 1;
// A server at which many wait answers at once.
constexpr absl::Duration kPause = absl::Milliseconds(100);

bool Done(const Operation& operation) {
  return operation.state() != Operation::STATE_QUEUED && operation.state() != Operation::STATE_RUNNING;
}

}  // namespace

absl::StatusOr<Operation> WaitFor(Session& session, Peer peer, Operation operation, ProgressView& view,
                                  int64_t done_before, int64_t total) {
  while (!Done(operation)) {
    const int64_t all = total > 0 ? total : operation.total_units();
    view.Show(done_before + operation.done_units(), all, operation.message());
    api::v1::WaitOperationRequest request;
    request.set_name(operation.name());
    // Short waits, so that the progress line moves.
    request.mutable_timeout()->set_seconds(ErrorIsTerminal() ? kWaitSlice_s : 10);
    ASSIGN_OR_RETURN(const api::v1::WaitOperationResponse response,
                     session.CallAt(peer, &api::v1::OperationService::Stub::WaitOperation, request, absl::Seconds(10)));
    operation = response.operation();
    if (!Done(operation)) absl::SleepFor(kPause);
  }
  return operation;
}

absl::Status Outcome(const Operation& operation) {
  if (operation.state() == Operation::STATE_SUCCEEDED) return absl::OkStatus();
  const int code = operation.error().code();
  absl::Status status(code == 0 ? absl::StatusCode::kUnknown : static_cast<absl::StatusCode>(code),
                      operation.error().message());
  for (const auto& detail : operation.error().details())
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  return status;
}

absl::string_view StateText(Operation::State state) {
  switch (state) {
    case Operation::STATE_QUEUED:
      return "queued";
    case Operation::STATE_RUNNING:
      return "running";
    case Operation::STATE_SUCCEEDED:
      return "succeeded";
    case Operation::STATE_FAILED:
      return "failed";
    case Operation::STATE_CANCELLED:
      return "cancelled";
    default:
      return "unknown";
  }
}

}  // namespace lyceum::ctl
