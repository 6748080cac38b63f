// What tests of the server need: a small real service behind it.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "common/base/caller.h"
#include "common/base/errors.h"
#include "common/rpc/methods.h"
#include "common/rpc/server.h"
#include "common/rpc/test_tokens.h"
#include "lyceum/api/v1/operation.pb.h"

namespace lyceum::rpc {

// Answers as an operation store would that holds "tenants/acme/operations/one".
class FakeOperations {
 public:
  absl::StatusOr<api::v1::GetOperationResponse> GetOperation(const Caller& caller,
                                                             const api::v1::GetOperationRequest& request) {
    calls.fetch_add(1);
    traceparent = caller.traceparent;
    address = caller.address;
    round_trip = caller.connection == nullptr ? std::nullopt : caller.connection->RoundTrip();
    if (request.name() != "tenants/acme/operations/one") return NotFound(request.name());
    api::v1::GetOperationResponse response;
    response.mutable_operation()->set_name(request.name());
    response.mutable_operation()->set_creator(caller.user);
    response.mutable_operation()->set_message(std::string(message_bytes.load(), 'x'));
    return response;
  }
  absl::StatusOr<api::v1::ListOperationsResponse> ListOperations(const Caller&, const api::v1::ListOperationsRequest&) {
    calls.fetch_add(1);
    return api::v1::ListOperationsResponse();
  }
  // Waits until told otherwise: a method that blocks.
  absl::StatusOr<api::v1::WaitOperationResponse> WaitOperation(const Caller&, const api::v1::WaitOperationRequest&) {
    calls.fetch_add(1);
    go_on.WaitForNotification();
    return api::v1::WaitOperationResponse();
  }
  absl::StatusOr<api::v1::CancelOperationResponse> CancelOperation(const Caller&,
                                                                   const api::v1::CancelOperationRequest&) {
    return absl::InternalError("the password of the database is swordfish");
  }

  Methods Table() {
    Methods methods("lyceum.api.v1.OperationService");
    methods.Unary("GetOperation", &FakeOperations::GetOperation, *this)
        .Unary("ListOperations", &FakeOperations::ListOperations, *this)
        .Unary("WaitOperation", &FakeOperations::WaitOperation, *this)
        .Unary("CancelOperation", &FakeOperations::CancelOperation, *this);
    return methods;
  }

  std::atomic<int> calls{0};
  std::atomic<int> message_bytes{0};
  std::string traceparent;  // of the last call
  std::string address;      // the same
  std::optional<absl::Duration> round_trip;
  absl::Notification go_on;
};

// Options for a server that trusts `issuer` and stops without waiting.
inline ServerOptions TestOptions(const TestIssuer& issuer) {
  ServerOptions options;
  options.jwks = issuer.jwks();
  options.workers = 4;
  options.drain_wait = absl::ZeroDuration();
  return options;
}

}  // namespace lyceum::rpc
