// How a method answers that does not know its answer when it returns.
#pragma once

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

namespace lyceum::rpc {

// Called exactly once, by any thread, which it may keep for as long as an answer
// takes to be serialized. The caller and the request are gone when the method
// that was given the reply has returned.
template <class Response>
using Reply = absl::AnyInvocable<void(absl::StatusOr<Response>)>;

}  // namespace lyceum::rpc
