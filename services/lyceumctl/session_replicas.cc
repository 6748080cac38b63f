#include "services/lyceumctl/session_replicas.h"

#include "absl/strings/str_split.h"

namespace lyceum::ctl {

std::vector<std::string> Replicas::Addresses(const Session& session, absl::string_view list) {
  if (list.empty()) return {session.settings().quiz};
  return absl::StrSplit(list, ',', absl::SkipEmpty());
}

absl::StatusOr<Replicas> Replicas::Open(Session& session, absl::string_view list, std::string token) {
  Replicas replicas;
  for (const std::string& address : Addresses(session, list)) {
    replicas.stubs_.push_back(quiz::v1::SessionService::NewStub(session.Dial(address)));
  }
  if (replicas.stubs_.empty()) return UsageError("--replicas is a list such as 10.0.0.1:7402,10.0.0.2:7402");
  replicas.token_ = std::move(token);
  if (replicas.token_.empty()) {
    ASSIGN_OR_RETURN(replicas.token_, session.Token());
  }
  if (replicas.token_.empty()) return absl::UnauthenticatedError("no token given");
  ASSIGN_OR_RETURN(replicas.timeout_, session.Timeout());
  return replicas;
}

}  // namespace lyceum::ctl
