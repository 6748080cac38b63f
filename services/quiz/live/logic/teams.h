// Teams: team.proto's rules over the participants' points. A pure function of
// where the members stand, as that is of the stored answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "lyceum/quiz/v1/session.pb.h"
#include "services/quiz/live/logic/rules.h"
#include "services/quiz/live/logic/standings.h"
#include "services/quiz/live/logic/state.h"

namespace lyceum::quiz::live {

struct TeamPlace {
  std::string name;
  int rank = 0;
  int64_t points = 0;
  int64_t time_micros = 0;  // over answers worth more than nothing
  int members = 0;
};

// Fills in what `settings.teams` leaves unset and checks it, and the teams the
// roster names.
void CompleteTeams(v1::SessionSettings& settings, Violations& bad);

// The team of a user (its full name) that joins and asks for `wanted`: the roster's
// word, else that. "" if the session has no teams. INVALID_ARGUMENT: TEAM_REQUIRED,
// TEAM_UNKNOWN, with the names there are (the first of them, if they are many).
absl::StatusOr<std::string> ChooseTeam(const v1::SessionSettings& settings, absl::string_view user,
                                       const std::string& wanted);

// All teams by rank, then as the rules name them; none if everybody plays alone.
// `places` as Rank (standings.h) gave them for the same state and rules.
std::vector<TeamPlace> RankTeams(const State& state, const Rules& rules, const std::vector<Place>& places);

}  // namespace lyceum::quiz::live
