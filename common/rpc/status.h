// Errors on the wire: absl::Status with google.rpc details as payloads on this
// side, gRPC's status with grpc-status-details-bin on the other.
#pragma once

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace lyceum::rpc {

// What a caller is told of an error: UNAVAILABLE says when to come back (RetryInfo), and an
// error of a store or of another service, which has no details, gets a reason
// (DEPENDENCY_UNAVAILABLE, STORAGE_FULL) in place of words about our insides.
absl::Status Explained(const absl::Status& status);

// All payloads travel as details, in a fixed order, so that equal errors are
// equal bytes. The messages of INTERNAL, UNKNOWN and DATA_LOSS stay here: they
// tell a stranger about our insides, and a caller nothing.
grpc::Status ToGrpc(const absl::Status& status);

// The other way: each detail becomes a payload under its type URL.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace lyceum::rpc
