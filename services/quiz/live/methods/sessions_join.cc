// Coming in, and coming back.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/gate.h"
#include "services/quiz/live/logic/nickname.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/logic/secrets.h"
#include "services/quiz/live/logic/teams.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"

namespace lyceum::quiz::live {
namespace {

absl::Status Denied(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kPermissionDenied, reason, message);
}

absl::Status Refused(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

absl::StatusOr<v1::JoinSessionResponse> Sessions::Come(LiveSession& live, const StoredParticipant& participant,
                                                       bool again) {
  v1::JoinSessionResponse response;
  *response.mutable_participant() = ParticipantView(live.key(), participant);
  response.set_resume_token(MakeResumeToken(live.about().secret, live.key().session, participant.id));
  response.set_rejoined(again);
  if (const auto reckoning = live.reckoning()) {
    if (const Place* place = reckoning->Find(participant.id)) response.set_points(place->points);
  }
  return response;
}

absl::StatusOr<v1::JoinSessionResponse> Sessions::Resume(const Caller& caller, LiveSession& live,
                                                         const std::string& token) {
  const std::string id = ReadResumeToken(live.about().secret, live.key().session, token);
  if (id.empty()) return Denied("BAD_RESUME_TOKEN", "the resume token is not one of this session's");
  live.Forget(id);
  ASSIGN_OR_RETURN(StoredParticipant participant, live.Participant(database_, id));
  if (participant.presence != Presence::kIn) return Denied("BANNED", "the host has removed this participant");
  if (participant.user == caller.user) return Come(live, participant, true);
  std::optional<StoredParticipant> own;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(own, FindUser(t, live.key(), caller.user));
    return absl::OkStatus();
  }));
  if (own && own->presence == Presence::kBanned) return Denied("BANNED", "the host has banned this user");
  if (own) return Refused("ALREADY_JOINED", "this user takes part as another participant");
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) { return Rebind(t, live.key(), id, caller.user); }));
  live.Forget(id);
  RETURN_IF_ERROR(hub_.Changed(live));  // the other user's streams end
  return Come(live, participant, true);
}

// Somebody or something stood in the way of the insert.
absl::Status Sessions::WhyNotIn(LiveSession& live, const StoredParticipant& wanted) {
  RETURN_IF_ERROR(live.Refresh(database_, clock_));
  const State state = live.state();
  if (state.ended()) return Refused("SESSION_ENDED", "the session has ended");
  if (state.locked) return Refused("LOBBY_LOCKED", "the host lets nobody in any more");
  if (state.phase != v1::Session::PHASE_LOBBY && live.about().settings.refuse_late_join()) {
    return Refused("JOIN_CLOSED", "the session has begun");
  }
  return Error(absl::StatusCode::kAlreadyExists, "NICKNAME_TAKEN",
               absl::StrCat("somebody else is called, or looks like, ", wanted.nickname));
}

absl::StatusOr<v1::JoinSessionResponse> Sessions::JoinSession(const Caller& caller,
                                                              const v1::JoinSessionRequest& request) {
  ASSIGN_OR_RETURN(const Live live, Find(request.name()));
  if (!request.resume_token().empty()) return Resume(caller, *live, request.resume_token());
  const auto find_own = [&]() -> absl::StatusOr<std::optional<StoredParticipant>> {
    std::optional<StoredParticipant> own;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(own, FindUser(t, live->key(), caller.user));
      return absl::OkStatus();
    }));
    if (own && own->presence == Presence::kBanned) return Denied("BANNED", "the host has banned this user");
    return own;
  };
  ASSIGN_OR_RETURN(std::optional<StoredParticipant> own, find_own());
  if (own) return Come(*live, *own, true);
  if (live->state().ended()) return Refused("SESSION_ENDED", "the session has ended");
  RETURN_IF_ERROR(PassGate(caller, *live, request));

  StoredParticipant fresh;
  fresh.joined = clock_.Now();
  fresh.id = IdText(NewId(fresh.joined));
  fresh.user = caller.user;
  fresh.nickname = request.nickname();
  const std::string user = UserName(caller.tenant, caller.user);
  if (live->about().settings.admission() == v1::SessionSettings::ADMISSION_ROSTER) {
    fresh.nickname = RosterName(live->about().settings, user);
    if (fresh.nickname.empty()) return Denied("NOT_ON_ROSTER", "only the users the host has listed take part");
  }
  RETURN_IF_ERROR(CheckNickname(fresh.nickname, "nickname"));
  ASSIGN_OR_RETURN(fresh.team, ChooseTeam(live->about().settings, user, request.team()));
  fresh.time_permille = TimePermille(live->about().settings, user);
  if (live->counts().participants >= limits::kMaxParticipants) {
    return LimitExceeded(request.name(), "kMaxParticipants", limits::kMaxParticipants);
  }
  bool in = false;
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(in, InsertParticipant(t, live->key(), fresh, NicknameFold(fresh.nickname),
                                           !live->about().settings.refuse_late_join()));
    return absl::OkStatus();
  }));
  if (in) return Come(*live, fresh, false);
  // The same user may have come in a moment ago, by a retry of this call.
  ASSIGN_OR_RETURN(own, find_own());
  if (own) return Come(*live, *own, true);
  return WhyNotIn(*live, fresh);
}

}  // namespace lyceum::quiz::live
