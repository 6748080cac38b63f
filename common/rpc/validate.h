// What every request must satisfy before a method sees it, by the contract
// alone: names of the right shape in the caller's own tenant and of the
// caller's own user, known enum values, sane page sizes.
#pragma once

#include "absl/status/status.h"
#include "common/base/caller.h"
#include "common/rpc/plan.h"
#include "google/protobuf/message.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum::rpc {

// Checks `request` and puts its strings into NFC. For a service that acts for
// every tenant, sets `caller.tenant` to the tenant of the first resource name.
// INVALID_ARGUMENT with all fields that are wrong; NOT_FOUND, with the same
// bytes as a missing object, for a name of another tenant or user.
absl::Status Validate(google::protobuf::Message& request, const Plan& plan, const api::v1::Access& access,
                      Caller& caller);

}  // namespace lyceum::rpc
