// What people may see of a session: events, state and report, made from the
// stored log for the one who looks. The only place where a key is put into a
// message, and only into those of revealed items, or for the host.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/quiz/live/methods/live_session.h"

namespace lyceum::quiz::live {

// Looks on without taking part, as a viewer: no participant has this id.
inline constexpr char kSpectator[] = "*";

// tenants/{tenant}/sessions/{session}
std::string SessionName(const Key& key);
std::string ParticipantName(const Key& key, const std::string& id);
// tenants/{tenant}/users/{user}
std::string UserName(const std::string& tenant, const std::string& user);

v1::Session SessionView(LiveSession& live);
v1::Participant ParticipantView(const Key& key, const StoredParticipant& participant);

// `viewer` is a participant's id, "" for a host, or kSpectator.
v1::SessionEvent EventView(LiveSession& live, const Entry& entry, const std::string& viewer, absl::Time now);

// FAILED_PRECONDITION (STALE_EPOCH): what the watcher has seen is not the session's
// history any more.
absl::Status StaleEpoch(LiveSession& live);

v1::SessionEvent LobbyView(LiveSession& live, const Tally& counts, absl::Time now);
v1::SessionEvent AnswersView(LiveSession& live, const Tally& counts, const State& state, absl::Time now);

// Both by the viewer's own time (own_time.h); the host's is that of the item.
v1::ItemOpened OpenedView(LiveSession& live, const State& state, const std::string& viewer, absl::Time now);
// While paused.
absl::Duration TimeLeft(LiveSession& live, const State& state, const std::string& viewer);
// `size` rows; `own` is set if `viewer` is among them.
v1::Standings StandingsView(const LiveSession& live, const Reckoning& reckoning, const std::string& viewer, int size);
// Frequencies of the answers to an item, for the host.
ResponseCounts CountResponses(const LiveSession& live, const Reckoning& reckoning, int item);
// Fills in what `viewer` may see of the answers to the item of `revealed`, as of
// now: also after the reveal the host may hide or show more.
void ShowCollected(LiveSession& live, const Collected& collected, const std::string& viewer,
                   v1::ItemRevealed& revealed);
// Without a text that is not shown by now.
v1::ResponseShown ShownView(LiveSession& live, const v1::LogResponseShown& response, const std::string& viewer);
// Without a word that participants had not been shown; `after` is the event.
v1::WordHidden HiddenView(const v1::LogWordHidden& word, const State& after, const std::string& viewer);
v1::LiveResult ResultView(const LiveSession& live, const Reckoning& reckoning, const Place& place, int item);

}  // namespace lyceum::quiz::live
