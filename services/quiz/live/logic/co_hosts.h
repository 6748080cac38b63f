// Who hosts beside the host.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "lyceum/quiz/v1/session_log.pb.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

using UserNames = google::protobuf::RepeatedPtrField<std::string>;  // tenants/{tenant}/users/{user}

// Adds what is wrong with `users` as a list of co-hosts: more than
// limits::kMaxCoHosts, one twice, or one of another tenant.
void CheckCoHosts(const UserNames& users, absl::string_view tenant, absl::string_view field, Violations& bad);

// The event that makes these, which have been checked, the co-hosts.
v1::LogEvent CoHostsAre(const UserNames& users, int64_t now_micros);

// `user` is an id.
bool IsCoHost(const State& state, absl::string_view user);

}  // namespace lyceum::quiz::live
