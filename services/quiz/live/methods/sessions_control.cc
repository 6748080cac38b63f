// What the host does.
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/nickname.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"

namespace lyceum::quiz::live {
namespace {

using v1::ControlSessionRequest;

// The participant the action is about; "" if it is about none.
std::string Target(const ControlSessionRequest& request) {
  switch (request.action_case()) {
    case ControlSessionRequest::kKick: return request.kick().participant();
    case ControlSessionRequest::kBan: return request.ban().participant();
    case ControlSessionRequest::kUnban: return request.unban().participant();
    case ControlSessionRequest::kRename: return request.rename().participant();
    default: return "";
  }
}

}  // namespace

absl::Status Sessions::ChangeParticipants(sql::Transaction& t, const LiveSession& live,
                                          const ControlSessionRequest& request) {
  const std::string name = Target(request);
  if (name.empty()) return absl::OkStatus();
  const std::string id(Segment(name, 5));
  bool changed = false;
  if (request.has_rename()) {
    const std::string& nickname = request.rename().nickname();
    const auto renamed = Rename(t, live.key(), id, nickname, NicknameFold(nickname));
    if (absl::IsAlreadyExists(renamed.status())) {
      return Error(absl::StatusCode::kAlreadyExists, "NICKNAME_TAKEN",
                   absl::StrCat("somebody else is called, or looks like, ", nickname));
    }
    if (!renamed.ok()) return renamed.status();
    changed = *renamed;
  } else if (request.has_unban()) {
    ASSIGN_OR_RETURN(changed, Unban(t, live.key(), id));
  } else {
    ASSIGN_OR_RETURN(changed, Remove(t, live.key(), id, request.has_ban() ? Presence::kBanned : Presence::kKicked));
  }
  return changed ? absl::OkStatus() : NotFound(name);
}

absl::Status Sessions::CheckControl(const Caller& caller, const LiveSession& live,
                                    const ControlSessionRequest& request) {
  const std::string target = Target(request);
  if (!target.empty() && !absl::StartsWith(target, request.name() + "/")) {
    return InvalidField("participant", "must be one of this session's");
  }
  if (request.has_rename()) return CheckNickname(request.rename().nickname(), "rename.nickname");
  if (!request.has_set_co_hosts()) return absl::OkStatus();
  if (!Owns(caller, live)) {
    return Error(absl::StatusCode::kPermissionDenied, "HOST_ONLY", "only the host may say who else hosts");
  }
  Violations bad;
  CheckCoHosts(request.set_co_hosts().co_hosts(), caller.tenant, "set_co_hosts.co_hosts", bad);
  return bad.ToStatus();
}

absl::StatusOr<v1::ControlSessionResponse> Sessions::ControlSession(const Caller& caller,
                                                                    const ControlSessionRequest& request) {
  ASSIGN_OR_RETURN(const Live live, FindHosted(caller, request.name()));
  RETURN_IF_ERROR(CheckControl(caller, *live, request));
  RETURN_IF_ERROR(live->Refresh(database_, clock_));
  ASSIGN_OR_RETURN(const std::optional<std::string> text, FindResponse(*live, request));
  const State state = live->state();
  if (!Hosts(caller, *live, state)) return NotFound(request.name());
  const Moment moment = live->Now(state, clock_.Now());
  bool stored = false;
  const auto control = [&](sql::Transaction& t) -> absl::StatusOr<v1::ControlSessionResponse> {
    ASSIGN_OR_RETURN(std::vector<v1::LogEvent> events, Decide(state, live->rules(), request, moment));
    if (request.has_show_response()) {
      if (!text) return NotFound(absl::StrCat("response ", request.show_response().response()));
      if (request.show_response().show()) events.back().mutable_response_shown()->set_text(*text);
    }
    RETURN_IF_ERROR(ChangeParticipants(t, *live, request));
    ASSIGN_OR_RETURN(stored, hub_.Append(t, *live, state, events));
    if (!stored) {
      return Error(absl::StatusCode::kAborted, "SEQ_MISMATCH", "the session has just changed: look, and decide again");
    }
    // What the session is then follows from its log: it is filled in below.
    v1::ControlSessionResponse response;
    response.mutable_session()->set_seq(state.seq + static_cast<int64_t>(events.size()));
    return response;
  };
  ASSIGN_OR_RETURN(auto response, sql::Once<v1::ControlSessionResponse>(database_, caller, request, clock_.Now(),
                                                                        control));
  if (stored) RETURN_IF_ERROR(hub_.Changed(*live));
  *response.mutable_session() = SessionView(*live);
  return response;
}

}  // namespace lyceum::quiz::live
