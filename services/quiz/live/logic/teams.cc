#include "services/quiz/live/logic/teams.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/nickname.h"

namespace lyceum::quiz::live {
namespace {

using v1::TeamRule;
using Members = std::vector<const Place*>;  // the better ones first

constexpr size_t kMaxNamesBytes = 400;  // in an error: it travels in headers

void CheckNames(const TeamRule& teams, Violations& bad) {
  if (teams.names_size() < limits::kMinTeams || teams.names_size() > limits::kMaxTeams) {
    bad.Add("settings.teams.names", absl::StrCat("must be ", limits::kMinTeams, " to ", limits::kMaxTeams,
                                                 " (kMinTeams, kMaxTeams)"));
    return;
  }
  std::set<std::string> folds;
  for (int i = 0; i < teams.names_size(); ++i) {
    const std::string field = absl::StrCat("settings.teams.names[", i, "]");
    const absl::Status name = CheckNickname(teams.names(i), field);
    if (!name.ok()) bad.Add(field, name.message());
    else if (!folds.insert(NicknameFold(teams.names(i))).second) bad.Add(field, "must not look like another one");
  }
}

bool Has(const TeamRule& teams, const std::string& name) {
  return std::find(teams.names().begin(), teams.names().end(), name) != teams.names().end();
}

std::string Names(const TeamRule& teams) {
  std::string names;
  for (const std::string& name : teams.names()) {
    if (names.size() + name.size() > kMaxNamesBytes) return absl::StrCat(names, ", ...");
    absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return names;
}

// The last item that nobody can answer any more; -1 before the first.
int LastClosed(const State& state) {
  int last = -1;
  for (int i = 0; i < static_cast<int>(state.items.size()); ++i) {
    if (state.items[i].closed) last = i;
  }
  return last;
}

int64_t Mean(int64_t sum, int64_t count) { return (2 * sum + count) / (2 * count); }

void AddBest(const Members& members, size_t best, TeamPlace& team) {
  for (size_t i = 0; i < std::min(best, members.size()); ++i) {
    team.points += members[i]->points;
    team.time_micros += members[i]->time_micros;
  }
}

// The member whose answer to the item was received last; null without any.
const Place* LastToAnswer(const Members& members, size_t item) {
  const auto when = [item](const Place& place) { return std::tie(place.items[item].elapsed_micros, place.player.id); };
  const Place* last = nullptr;
  for (const Place* member : members) {
    if (!member->items[item].answered) continue;
    if (last == nullptr || when(*member) > when(*last)) last = member;
  }
  return last;
}

// MODE_STANDING_ANSWER: the team as one participant.
void ScoreAsOne(const State& state, const Rules& rules, const Members& members, TeamPlace& team) {
  Place one;
  one.items.resize(state.items.size());
  for (size_t i = 0; i < one.items.size(); ++i) {
    const Place* last = LastToAnswer(members, i);
    if (last == nullptr) continue;
    one.items[i] = last->items[i];
    // The streak is the team's, not the member's.
    one.items[i].points -= one.items[i].bonus;
    one.items[i].bonus = 0;
  }
  Total(state, rules, one);
  team.points = one.points;
  team.time_micros = one.time_micros;
}

void Score(const State& state, const Rules& rules, const Members& members, TeamPlace& team) {
  team.members = static_cast<int>(members.size());
  if (members.empty()) return;
  switch (rules.teams.mode()) {
    case TeamRule::MODE_SUM: return AddBest(members, members.size(), team);
    case TeamRule::MODE_BEST_K: return AddBest(members, rules.teams.best_k(), team);
    case TeamRule::MODE_STANDING_ANSWER: return ScoreAsOne(state, rules, members, team);
    default:
      AddBest(members, members.size(), team);
      team.points = Mean(team.points, team.members);
      team.time_micros = Mean(team.time_micros, team.members);
  }
}

}  // namespace

void CompleteTeams(v1::SessionSettings& settings, Violations& bad) {
  for (int i = 0; i < settings.roster_size(); ++i) {
    const std::string& team = settings.roster(i).team();
    if (team.empty() || Has(settings.teams(), team)) continue;
    bad.Add(absl::StrCat("settings.roster[", i, "].team"), "must be one of the session's teams");
  }
  if (!settings.has_teams()) return;
  TeamRule& teams = *settings.mutable_teams();
  if (teams.mode() == TeamRule::MODE_UNSPECIFIED) teams.set_mode(TeamRule::MODE_MEAN);
  CheckNames(teams, bad);
  const bool best_k = teams.mode() == TeamRule::MODE_BEST_K;
  if (best_k ? teams.best_k() < 1 || teams.best_k() > limits::kMaxParticipants : teams.best_k() != 0) {
    bad.Add("settings.teams.best_k",
            absl::StrCat("must be 1 to ", limits::kMaxParticipants, " (kMaxParticipants) with MODE_BEST_K, else 0"));
  }
}

absl::StatusOr<std::string> ChooseTeam(const v1::SessionSettings& settings, absl::string_view user,
                                       const std::string& wanted) {
  if (settings.teams().names().empty()) {
    if (wanted.empty()) return std::string();
    return InvalidField("team", "must be empty: the session has no teams");
  }
  for (const v1::RosterEntry& entry : settings.roster()) {
    if (entry.user() == user && !entry.team().empty()) return entry.team();
  }
  if (wanted.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "TEAM_REQUIRED",
                 absl::StrCat("team must be one of: ", Names(settings.teams())));
  }
  if (Has(settings.teams(), wanted)) return wanted;
  return Error(absl::StatusCode::kInvalidArgument, "TEAM_UNKNOWN",
               absl::StrCat("there is no such team, only: ", Names(settings.teams())));
}

std::vector<TeamPlace> RankTeams(const State& state, const Rules& rules, const std::vector<Place>& places) {
  absl::flat_hash_map<std::string, Members> members;
  const int last = LastClosed(state);
  for (const Place& place : places) {
    if (place.player.first_item <= last) members[place.player.team].push_back(&place);
  }
  std::vector<TeamPlace> teams;
  for (const std::string& name : rules.teams.names()) {
    teams.emplace_back().name = name;
    Score(state, rules, members[name], teams.back());
  }
  std::stable_sort(teams.begin(), teams.end(),
                   [&](const TeamPlace& a, const TeamPlace& b) { return Better(rules.scoring, a, b); });
  NumberRanks(rules.scoring, teams);
  return teams;
}

}  // namespace lyceum::quiz::live
