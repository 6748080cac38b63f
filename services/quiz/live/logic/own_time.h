// The time that is a participant's own: more for those with an accommodation, and
// less what the network took. All times in microseconds.
#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

// The `settings.accommodations`: at most limits::kMaxRoster, users of `tenant`, each
// once. The latency credit: 0 to limits::kMaxLatencyCredit.
void CheckOwnTimes(const v1::SessionSettings& settings, absl::string_view tenant, Violations& bad);

// What the settings grant the user (its full name); kWholePermille if nothing.
int64_t TimePermille(const v1::SessionSettings& settings, absl::string_view user);

// How long after the opening of the current item a participant may answer it,
// extensions included. An item that was opened before a participant with more time
// joined does not stay open for it.
int64_t OwnTime(const State& state, int64_t permille);

// The longest of them: when the item closes.
int64_t WholeTime(const State& state);

// The item as a participant's points see it: with its own T.
ItemRule OwnRule(ItemRule item, int64_t permille);

// What is taken off the time of an answer that came by a connection with this round
// trip (its least, as the server measured it): that, but at most `cap`.
inline int64_t LatencyCredit(int64_t round_trip, int64_t cap) { return std::clamp<int64_t>(round_trip, 0, cap); }

}  // namespace lyceum::quiz::live
