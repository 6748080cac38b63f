// Who may come in, look on, or host.
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/logic/gate.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"

namespace lyceum::quiz::live {
namespace {

absl::Status Denied(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kPermissionDenied, reason, message);
}

bool Teaches(const Caller& caller) { return caller.Is(api::v1::ROLE_TEACHER) || caller.Is(api::v1::ROLE_AUTHOR); }

}  // namespace

bool Sessions::Owns(const Caller& caller, const LiveSession& live) {
  return live.about().host == caller.user || caller.Is(api::v1::ROLE_ADMIN);
}

bool Sessions::Hosts(const Caller& caller, const LiveSession& live, const State& state) {
  return Owns(caller, live) || (Teaches(caller) && IsCoHost(state, caller.user));
}

absl::StatusOr<bool> Sessions::HostsNow(const Caller& caller, LiveSession& live) {
  if (Owns(caller, live)) return true;
  if (!Teaches(caller)) return false;
  // What memory holds may be old: co-hosts come and go.
  RETURN_IF_ERROR(live.Refresh(database_, clock_));
  return Hosts(caller, live, live.state());
}

absl::StatusOr<Sessions::Live> Sessions::FindHosted(const Caller& caller, const std::string& name) {
  ASSIGN_OR_RETURN(Live live, Find(name));
  ASSIGN_OR_RETURN(const bool hosts, HostsNow(caller, *live));
  if (hosts) return live;
  return NotFound(name);
}

absl::Status Sessions::MaySpectate(const Caller& caller, LiveSession& live) {
  ASSIGN_OR_RETURN(const bool hosts, HostsNow(caller, live));
  if (hosts) return absl::OkStatus();
  const v1::SessionSettings& settings = live.about().settings;
  if (settings.refuse_spectators()) return Denied("SPECTATORS_REFUSED", "only those who take part may watch");
  if (settings.admission() == v1::SessionSettings::ADMISSION_ROSTER &&
      RosterName(settings, UserName(caller.tenant, caller.user)).empty()) {
    return Denied("NOT_ON_ROSTER", "only the users the host has listed may watch");
  }
  return live.NotBanned(database_, caller.user);
}

absl::Status Sessions::PassGate(const Caller& caller, LiveSession& live, const v1::JoinSessionRequest& request) {
  const v1::SessionSettings& settings = live.about().settings;
  const std::string& secret = live.about().secret;
  RETURN_IF_ERROR(CheckProof(MakeChallenge(secret, live.key().session, caller.user), request.proof_of_work(),
                             settings.proof_of_work_bits()));
  if (!settings.join_code()) return absl::OkStatus();
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(guesses_.MayTryJoinCode(caller, live.key(), now));
  const absl::Status status = CheckJoinCode(secret, request.join_code(), now);
  if (absl::IsPermissionDenied(status)) guesses_.WrongJoinCode(caller, live.key(), now);
  return status;
}

}  // namespace lyceum::quiz::live
