#include "services/quiz/live/methods/view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

v1::Standing StandingView(const LiveSession& live, const Place& place) {
  v1::Standing standing;
  standing.set_participant(ParticipantName(live.key(), place.player.id));
  standing.set_nickname(place.player.nickname);
  standing.set_rank(place.rank);
  standing.set_points(place.points);
  standing.set_correct_count(place.correct);
  standing.set_streak(static_cast<int32_t>(place.streak));
  standing.set_team(place.player.team);
  return standing;
}

v1::TeamStanding TeamView(const TeamPlace& place) {
  v1::TeamStanding standing;
  standing.set_team(place.name);
  standing.set_rank(place.rank);
  standing.set_points(place.points);
  standing.set_member_count(place.members);
  return standing;
}

// How long the current item is open for the viewer, in microseconds.
int64_t TimeOf(LiveSession& live, const State& state, const std::string& viewer) {
  return viewer.empty() ? WholeTime(state) : OwnTime(state, live.TimePermille(viewer));
}

v1::ItemRevealed RevealedView(LiveSession& live, const Entry& entry, const std::string& viewer) {
  const int index = entry.event.revealed().item();
  const v1::Item& item = live.published().quiz().items(index);
  const uint64_t seed = live.published().revision.paper_seed;
  const Reckoning& reckoning = *entry.reckoning;
  v1::ItemRevealed revealed;
  revealed.set_item_index(index);
  std::string feedback;
  if (const Place* place = reckoning.Find(viewer)) {
    *revealed.mutable_own() = ResultView(live, reckoning, *place, index);
    if (revealed.own().has_response()) feedback = GradeResponse(item, seed, revealed.own().response()).feedback;
  }
  *revealed.mutable_reveal() = MakeReveal(item, seed, feedback);
  *revealed.mutable_standings() = StandingsView(live, reckoning, viewer, live.about().settings.standings_size());
  ShowCollected(live, *entry.collected, viewer, revealed);
  return revealed;
}

v1::ClockChanged ClockView(LiveSession& live, const State& after, const std::string& viewer, absl::Time now) {
  v1::ClockChanged changed;
  changed.set_paused(after.phase == v1::Session::PHASE_PAUSED);
  *changed.mutable_time_left() = ToProto(TimeLeft(live, after, viewer));
  *changed.mutable_close_time() = ToProto(absl::FromUnixMicros(after.opens_micros + TimeOf(live, after, viewer)));
  *changed.mutable_now() = ToProto(absl::FromUnixMicros(after.opens_micros + live.Now(after, now).elapsed));
  if (changed.paused()) changed.clear_close_time();
  else changed.clear_time_left();
  return changed;
}

}  // namespace

std::string SessionName(const Key& key) { return absl::StrCat("tenants/", key.tenant, "/sessions/", key.session); }

std::string ParticipantName(const Key& key, const std::string& id) {
  return absl::StrCat(SessionName(key), "/participants/", id);
}

std::string UserName(const std::string& tenant, const std::string& user) {
  return absl::StrCat("tenants/", tenant, "/users/", user);
}

v1::Session SessionView(LiveSession& live) {
  const StoredSession& about = live.about();
  const State state = live.state();
  v1::Session session;
  session.set_name(SessionName(live.key()));
  session.set_quiz(live.published().quiz().name());
  session.set_quiz_revision(about.revision);
  session.set_title(live.published().quiz().title());
  if (!state.ended()) session.set_pin(about.pin);
  session.set_host(about.host);
  *session.mutable_settings() = about.settings;
  session.mutable_settings()->clear_co_hosts();
  for (const std::string& user : state.co_hosts) {
    session.mutable_settings()->add_co_hosts(UserName(about.tenant, user));
  }
  session.set_phase(state.phase);
  session.set_locked(state.locked);
  session.set_item_index(state.item);
  session.set_item_count(static_cast<int32_t>(state.items.size()));
  session.set_seq(state.seq);
  session.set_epoch(state.epoch);
  *session.mutable_create_time() = ToProto(about.created);
  if (state.ended()) {
    const auto last = live.At(state.seq);
    *session.mutable_end_time() = ToProto(absl::FromUnixMicros(last->event.at_micros()));
  }
  session.set_participant_count(live.counts().participants);
  return session;
}

v1::Participant ParticipantView(const Key& key, const StoredParticipant& participant) {
  v1::Participant view;
  view.set_name(ParticipantName(key, participant.id));
  view.set_nickname(participant.nickname);
  *view.mutable_join_time() = ToProto(participant.joined);
  view.set_removed(participant.presence != Presence::kIn);
  view.set_team(participant.team);
  return view;
}

v1::ItemOpened OpenedView(LiveSession& live, const State& state, const std::string& viewer, absl::Time now) {
  v1::ItemOpened opened;
  opened.set_item_index(state.item);
  *opened.mutable_item() = live.published().revision.paper.items(state.item);
  *opened.mutable_open_time() = ToProto(absl::FromUnixMicros(state.opens_micros));
  *opened.mutable_close_time() = ToProto(absl::FromUnixMicros(state.opens_micros + TimeOf(live, state, viewer)));
  *opened.mutable_now() = ToProto(absl::FromUnixMicros(state.opens_micros + live.Now(state, now).elapsed));
  opened.set_points_multiplier(static_cast<int32_t>(live.rules().items[state.item].multiplier));
  return opened;
}

absl::Duration TimeLeft(LiveSession& live, const State& state, const std::string& viewer) {
  return absl::Microseconds(std::max<int64_t>(0, TimeOf(live, state, viewer) - state.elapsed_micros));
}

v1::Standings StandingsView(const LiveSession& live, const Reckoning& reckoning, const std::string& viewer, int size) {
  v1::Standings standings;
  for (const Place& place : reckoning.places) {
    if (standings.top_size() >= size) break;
    *standings.add_top() = StandingView(live, place);
  }
  if (const Place* own = reckoning.Find(viewer)) *standings.mutable_own() = StandingView(live, *own);
  standings.set_participant_count(static_cast<int32_t>(reckoning.places.size()));
  for (const TeamPlace& team : reckoning.teams) *standings.add_teams() = TeamView(team);
  return standings;
}

v1::LiveResult ResultView(const LiveSession& live, const Reckoning& reckoning, const Place& place, int item) {
  const ItemScore& score = place.items[item];
  v1::LiveResult result;
  result.set_item(live.published().quiz().items(item).id());
  if (const StoredAnswer* answer = reckoning.FindAnswer(place.player.id, item)) {
    result.mutable_response()->ParseFromString(answer->response);
    *result.mutable_response_time() = ToProto(absl::Microseconds(answer->answer.elapsed_micros));
    result.set_share_micros(answer->answer.verdict.share_micros);
  }
  result.set_points(score.points);
  result.set_streak_bonus(score.bonus);
  return result;
}

v1::SessionEvent EventView(LiveSession& live, const Entry& entry, const std::string& viewer, absl::Time now) {
  using v1::LogEvent;
  const LogEvent& event = entry.event;
  v1::SessionEvent view;
  view.set_seq(entry.seq);
  view.set_epoch(event.epoch());
  *view.mutable_event_time() = ToProto(absl::FromUnixMicros(event.at_micros()));
  switch (event.event_case()) {
    case LogEvent::kCreated:
      view.mutable_created()->set_title(live.published().quiz().title());
      view.mutable_created()->set_item_count(event.created().item_count());
      break;
    case LogEvent::kLocked: view.mutable_lobby_locked()->set_locked(event.locked().locked()); break;
    case LogEvent::kRenamed:
      view.mutable_renamed()->set_participant(ParticipantName(live.key(), event.renamed().participant()));
      view.mutable_renamed()->set_nickname(event.renamed().nickname());
      break;
    case LogEvent::kRemoved:
      view.mutable_removed()->set_participant(ParticipantName(live.key(), event.removed().participant()));
      view.mutable_removed()->set_banned(event.removed().banned());
      break;
    case LogEvent::kOpened: *view.mutable_item_opened() = OpenedView(live, entry.after, viewer, now); break;
    case LogEvent::kPaused:
    case LogEvent::kResumed:
    case LogEvent::kExtended: *view.mutable_clock_changed() = ClockView(live, entry.after, viewer, now); break;
    case LogEvent::kClosed:
      view.mutable_item_closed()->set_item_index(event.closed().item());
      view.mutable_item_closed()->set_skipped(event.closed().skipped());
      view.mutable_item_closed()->set_answered_count(event.closed().answered_count());
      break;
    case LogEvent::kRevealed: *view.mutable_item_revealed() = RevealedView(live, entry, viewer); break;
    case LogEvent::kEnded:
      *view.mutable_ended()->mutable_standings() =
          StandingsView(live, *entry.reckoning, viewer, live.about().settings.podium_size());
      break;
    case LogEvent::kLateAnswer: {
      const std::string& participant = event.late_answer().participant();
      view.mutable_late_answer_counted()->set_item_index(event.late_answer().item());
      if (viewer.empty() || viewer == participant) {
        view.mutable_late_answer_counted()->set_participant(ParticipantName(live.key(), participant));
      }
      break;
    }
    // Of these, others than hosts get the seq alone.
    case LogEvent::kCoHosts:
      if (!viewer.empty()) break;
      view.mutable_co_hosts_changed();
      for (const std::string& user : event.co_hosts().users()) {
        view.mutable_co_hosts_changed()->add_co_hosts(UserName(live.key().tenant, user));
      }
      break;
    case LogEvent::kUnbanned:
      if (!viewer.empty()) break;
      view.mutable_unbanned()->set_participant(ParticipantName(live.key(), event.unbanned().participant()));
      break;
    case LogEvent::kResponseShown:
      *view.mutable_response_shown() = ShownView(live, event.response_shown(), viewer);
      break;
    case LogEvent::kWordHidden:
      *view.mutable_word_hidden() = HiddenView(event.word_hidden(), entry.after, viewer);
      break;
    case LogEvent::EVENT_NOT_SET: break;
  }
  return view;
}

absl::Status StaleEpoch(LiveSession& live) {
  return Error(absl::StatusCode::kFailedPrecondition, "STALE_EPOCH",
               "the database was restored from a backup without events that were seen: watch again from the beginning",
               {{"epoch", absl::StrCat(live.state().epoch)}});
}

v1::SessionEvent LobbyView(LiveSession& live, const Tally& counts, absl::Time now) {
  v1::SessionEvent view;
  *view.mutable_event_time() = ToProto(now);
  view.mutable_lobby_changed()->set_participant_count(counts.participants);
  for (const StoredParticipant& participant : counts.newest) {
    *view.mutable_lobby_changed()->add_newest() = ParticipantView(live.key(), participant);
  }
  return view;
}

}  // namespace lyceum::quiz::live
