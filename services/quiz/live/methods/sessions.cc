// Making sessions and looking at them.
#include "services/quiz/live/methods/sessions.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/logic/gate.h"
#include "services/quiz/live/logic/report_csv.h"
#include "services/quiz/live/logic/secrets.h"
#include "services/quiz/live/methods/view.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

std::string FreshSecret() {
  std::string secret;
  for (int i = 0; i < 4; ++i) {
    const uint64_t part = FreshSeed();
    secret.append(reinterpret_cast<const char*>(&part), sizeof(part));
  }
  return secret;
}

v1::ReportedItem ReportItem(const LiveSession& live, const Reckoning& reckoning, const State& state, int index) {
  v1::ReportedItem reported;
  *reported.mutable_item() = live.published().revision.paper.items(index);
  *reported.mutable_reveal() =
      MakeReveal(live.published().quiz().items(index), live.published().revision.paper_seed, "");
  reported.set_skipped(state.items[index].skipped);
  int64_t total_micros = 0;
  for (const StoredAnswer& answer : reckoning.answers) {
    if (answer.answer.item != index || reckoning.Find(answer.answer.participant) == nullptr) continue;
    reported.set_answered_count(reported.answered_count() + 1);
    total_micros += answer.answer.elapsed_micros;
    if (answer.answer.verdict.share_micros == kWholeShare) reported.set_correct_count(reported.correct_count() + 1);
  }
  if (reported.answered_count() > 0) {
    *reported.mutable_mean_response_time() = ToProto(absl::Microseconds(total_micros / reported.answered_count()));
  }
  *reported.mutable_responses() = CountResponses(live, reckoning, index);
  return reported;
}

}  // namespace

absl::StatusOr<Sessions::Live> Sessions::Find(const std::string& name) {
  return hub_.Get({std::string(Segment(name, 1)), std::string(Segment(name, 3))});
}

absl::StatusOr<StoredParticipant> Sessions::Own(const Caller& caller, LiveSession& live, const std::string& name) {
  const std::string id(Segment(name, 5));
  auto participant = live.Participant(database_, id);
  if (participant.ok() && participant->user != caller.user) {
    // Perhaps it changed hands (a resume token) on another replica.
    live.Forget(id);
    participant = live.Participant(database_, id);
  }
  if (absl::IsNotFound(participant.status())) return NotFound(name);
  if (!participant.ok()) return participant.status();
  if (participant->user != caller.user) return NotFound(name);
  if (participant->presence == Presence::kIn) return participant;
  return Error(absl::StatusCode::kPermissionDenied, "REMOVED", "the host has removed this participant");
}

absl::StatusOr<std::string> Sessions::Viewer(const Caller& caller, LiveSession& live, const std::string& session,
                                             const std::string& participant, bool spectate) {
  if (spectate) {
    if (!participant.empty()) return InvalidField("participant", "must be empty to spectate");
    RETURN_IF_ERROR(MaySpectate(caller, live));
    return std::string(kSpectator);
  }
  if (participant.empty()) {
    RETURN_IF_ERROR(FindHosted(caller, session).status());
    return std::string();
  }
  if (!absl::StartsWith(participant, session + "/")) {
    return InvalidField("participant", "must be one of this session's");
  }
  ASSIGN_OR_RETURN(const StoredParticipant own, Own(caller, live, participant));
  return own.id;
}

absl::StatusOr<v1::CreateSessionResponse> Sessions::CreateSession(const Caller& caller,
                                                                  const v1::CreateSessionRequest& request) {
  StoredSession session;
  session.tenant = caller.tenant;
  session.quiz = std::string(Segment(request.quiz(), 3));
  session.revision = request.quiz_revision();
  if (session.revision < 0) return InvalidField("quiz_revision", "must be 0 or more");
  if (session.revision == 0) {
    ASSIGN_OR_RETURN(const auto pointer, pointers_.Get(request.quiz()));
    session.revision = pointer->pointer.revision;
  }
  ASSIGN_OR_RETURN(const auto published, published_.Get(caller.tenant, session.quiz, session.revision));
  session.settings = request.settings();
  RETURN_IF_ERROR(CompleteSettings(published->quiz(), caller.tenant, session.settings));
  const absl::Time now = clock_.Now();
  session.id = IdText(NewId(now));
  session.host = caller.user;
  session.created = now;
  session.secret = FreshSecret();

  const auto make = [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateSessionResponse> {
    bool made = false;
    for (int tries = 0; !made; ++tries) {
      if (tries == limits::kMaxPinTries) return absl::UnavailableError("no free PIN was found: try again");
      session.pin = MakePin(FreshSeed());
      ASSIGN_OR_RETURN(made, InsertSession(t, session));
    }
    std::vector<v1::LogEvent> events = {Created(published->quiz().items_size(), absl::ToUnixMicros(now))};
    if (session.settings.co_hosts_size() > 0) {
      events.push_back(CoHostsAre(session.settings.co_hosts(), absl::ToUnixMicros(now)));
    }
    const Key key{session.tenant, session.id};
    ASSIGN_OR_RETURN(const bool appended, AppendEvents(t, key, State(), events, now));
    if (!appended) return absl::InternalError("a new session has a log already");
    v1::CreateSessionResponse response;
    v1::Session& view = *response.mutable_session();
    view.set_name(SessionName(key));
    view.set_quiz(request.quiz());
    view.set_quiz_revision(session.revision);
    view.set_title(published->quiz().title());
    view.set_pin(session.pin);
    view.set_host(session.host);
    *view.mutable_settings() = session.settings;
    view.set_phase(v1::Session::PHASE_LOBBY);
    view.set_item_index(-1);
    view.set_item_count(published->quiz().items_size());
    view.set_seq(static_cast<int64_t>(events.size()));
    *view.mutable_create_time() = ToProto(now);
    return response;
  };
  return sql::Once<v1::CreateSessionResponse>(database_, caller, request, now, make);
}

absl::StatusOr<v1::ResolvePinResponse> Sessions::ResolvePin(const Caller& caller,
                                                            const v1::ResolvePinRequest& request) {
  RETURN_IF_ERROR(CheckPin(request.pin()));
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(guesses_.MayTryPin(caller, now));
  std::optional<std::string> id;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(id, FindPin(t, caller.tenant, request.pin()));
    return absl::OkStatus();
  }));
  if (!id) {
    guesses_.WrongPin(caller, now);
    return NotFound("a session with this PIN");
  }
  ASSIGN_OR_RETURN(const Live live, hub_.Get({caller.tenant, *id}));
  v1::ResolvePinResponse response;
  response.set_session(SessionName(live->key()));
  response.set_title(live->published().quiz().title());
  const v1::SessionSettings& settings = live->about().settings;
  response.set_admission(settings.admission());
  *response.mutable_teams() = settings.teams().names();
  response.set_join_code_required(settings.join_code());
  response.set_proof_of_work_bits(settings.proof_of_work_bits());
  if (settings.proof_of_work_bits() > 0) {
    response.set_challenge(MakeChallenge(live->about().secret, live->key().session, caller.user));
  }
  return response;
}

absl::StatusOr<v1::GetSessionStateResponse> Sessions::GetSessionState(const Caller& caller,
                                                                      const v1::GetSessionStateRequest& request) {
  ASSIGN_OR_RETURN(const Live live, Find(request.name()));
  RETURN_IF_ERROR(live->Refresh(database_, clock_));
  ASSIGN_OR_RETURN(const std::string viewer,
                   Viewer(caller, *live, request.name(), request.participant(), request.spectate()));
  const State state = live->state();
  v1::GetSessionStateResponse response;
  v1::SessionState& view = *response.mutable_state();
  *view.mutable_session() = SessionView(*live);
  if (!viewer.empty()) {
    view.mutable_session()->mutable_settings()->clear_roster();
    view.mutable_session()->mutable_settings()->clear_co_hosts();
    view.mutable_session()->mutable_settings()->clear_accommodations();
  } else {
    view.set_answered_count(live->counts().answered);
    if (live->about().settings.join_code() && !state.ended()) {
      JoinCode join_code = JoinCodeAt(live->about().secret, clock_.Now());
      view.set_join_code(std::move(join_code.code));
      *view.mutable_join_code_until() = ToProto(join_code.until);
    }
  }
  if (state.item >= 0) *view.mutable_item() = OpenedView(*live, state, viewer, clock_.Now());
  if (state.phase == v1::Session::PHASE_PAUSED) {
    *view.mutable_time_left() = ToProto(TimeLeft(*live, state, viewer));
  }
  if (const auto reckoning = live->reckoning()) {
    const v1::SessionSettings& settings = live->about().settings;
    *view.mutable_standings() =
        StandingsView(*live, *reckoning, viewer, state.ended() ? settings.podium_size() : settings.standings_size());
  }
  if (viewer.empty() || viewer == kSpectator || state.item < 0) return response;
  std::optional<StoredAnswer> own;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(own, LoadAnswer(t, live->key(), state.item, viewer));
    return absl::OkStatus();
  }));
  if (own) view.mutable_own_response()->ParseFromString(own->response);
  return response;
}

absl::StatusOr<v1::GetReportResponse> Sessions::GetReport(const Caller& caller, const v1::GetReportRequest& request) {
  ASSIGN_OR_RETURN(const Live live, FindHosted(caller, request.name()));
  RETURN_IF_ERROR(live->Refresh(database_, clock_));
  const State state = live->state();
  std::vector<StoredParticipant> participants;
  ASSIGN_OR_RETURN(const auto reckoning, live->ReckonNow(database_, participants));
  std::vector<int> asked;
  for (int i = 0; i < static_cast<int>(state.items.size()); ++i) {
    if (state.items[i].closed) asked.push_back(i);
  }
  v1::GetReportResponse response;
  v1::SessionReport& report = *response.mutable_report();
  *report.mutable_session() = SessionView(*live);
  const v1::Standings standings =
      StandingsView(*live, *reckoning, "", static_cast<int>(reckoning->places.size()));
  absl::flat_hash_map<std::string, std::string> user_of;
  for (const StoredParticipant& participant : participants) user_of[participant.id] = participant.user;
  for (size_t i = 0; i < reckoning->places.size(); ++i) {
    const Place& place = reckoning->places[i];
    v1::ReportedParticipant& reported = *report.add_participants();
    *reported.mutable_standing() = standings.top(static_cast<int>(i));
    reported.set_user(absl::StrCat("tenants/", caller.tenant, "/users/", user_of[place.player.id]));
    for (const int item : asked) *reported.add_results() = ResultView(*live, *reckoning, place, item);
  }
  *report.mutable_teams() = standings.teams();
  for (const int item : asked) *report.add_items() = ReportItem(*live, *reckoning, state, item);
  if (request.format() != v1::GetReportRequest::FORMAT_CSV) return response;
  v1::GetReportResponse table;
  table.set_csv(ReportCsv(report, live->published().quiz(), live->published().revision.paper_seed));
  return table;
}

}  // namespace lyceum::quiz::live
