// What people may see of a session: events, state and report, made from the
// stored log for the one who looks. The only place where a key is put into a
// message, and only into those of revealed items, or for the host.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/quiz/live/methods/live_session.h"

namespace lyceum::quiz::live {

// tenants/{tenant}/sessions/{session}
std::string SessionName(const Key& key);
std::string ParticipantName(const Key& key, const std::string& id);

v1::Session SessionView(LiveSession& live);
v1::Participant ParticipantView(const Key& key, const StoredParticipant& participant);

// `viewer` is a participant's id, or "" for the host.
v1::SessionEvent EventView(LiveSession& live, const Entry& entry, const std::string& viewer, absl::Time now);

v1::SessionEvent LobbyView(LiveSession& live, const Tally& counts, absl::Time now);
v1::SessionEvent AnswersView(const Tally& counts, const State& state, absl::Time now);

// Both by the viewer's own time (own_time.h); the host's is that of the item.
v1::ItemOpened OpenedView(LiveSession& live, const State& state, const std::string& viewer, absl::Time now);
// While paused.
absl::Duration TimeLeft(LiveSession& live, const State& state, const std::string& viewer);
// `size` rows; `own` is set if `viewer` is among them.
v1::Standings StandingsView(const LiveSession& live, const Reckoning& reckoning, const std::string& viewer, int size);
// Frequencies of the answers to an item.
google::protobuf::RepeatedPtrField<v1::ResponseCount> CountResponses(const LiveSession& live,
                                                                     const Reckoning& reckoning, int item);
v1::LiveResult ResultView(const LiveSession& live, const Reckoning& reckoning, const Place& place, int item);

}  // namespace lyceum::quiz::live
