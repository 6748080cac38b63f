#include "services/quiz/live/logic/rules.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/logic/nickname.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/logic/teams.h"

namespace lyceum::quiz::live {
namespace {

using google::protobuf::Duration;
using v1::ScoringRule;
using v1::SessionSettings;

constexpr int64_t kWhole = 1'000'000;

absl::Duration Span(const Duration& proto) { return absl::Seconds(proto.seconds()) + absl::Nanoseconds(proto.nanos()); }

int64_t Micros(const Duration& proto) { return absl::ToInt64Microseconds(Span(proto)); }

void CheckTimeLimit(const Duration& limit, absl::string_view field, Violations& bad) {
  if (Span(limit) < limits::kMinTimeLimit || Span(limit) > limits::kMaxTimeLimit) {
    bad.Add(field, "must be 1 second to 1 hour (kMinTimeLimit, kMaxTimeLimit)");
  }
}

void CheckRange(int64_t value, int64_t min, int64_t max, absl::string_view field, absl::string_view limit,
                Violations& bad) {
  if (value < min || value > max) bad.Add(field, absl::StrCat("must be ", min, " to ", max, " (", limit, ")"));
}

void CheckSteps(const ScoringRule& rule, Violations& bad) {
  const bool stepped = rule.speed() == ScoringRule::SPEED_STEPPED;
  if (stepped != (rule.steps_size() > 0)) {
    bad.Add("settings.scoring.steps", "belong to SPEED_STEPPED, which needs them");
  }
  if (rule.steps_size() > limits::kMaxSpeedSteps) {
    bad.Add("settings.scoring.steps", absl::StrCat("must be at most ", limits::kMaxSpeedSteps, " (kMaxSpeedSteps)"));
  }
  int64_t until = 0, share = kWhole + 1;
  for (int i = 0; i < rule.steps_size(); ++i) {
    const v1::SpeedStep& step = rule.steps(i);
    const std::string field = absl::StrCat("settings.scoring.steps[", i, "]");
    if (step.until_micros() <= until || step.until_micros() > kWhole) {
      bad.Add(field + ".until_micros", "must rise from step to step, to 1000000 at most");
    }
    if (step.share_micros() >= share || step.share_micros() < 0) {
      bad.Add(field + ".share_micros", "must fall from step to step, from 1000000 at most to 0 at least");
    }
    until = step.until_micros();
    share = step.share_micros();
  }
}

void CompleteScoring(ScoringRule& rule, Violations& bad) {
  if (rule.base_points() == 0) rule.set_base_points(limits::kDefaultBasePoints);
  if (rule.speed() == ScoringRule::SPEED_UNSPECIFIED) rule.set_speed(ScoringRule::SPEED_KAHOOT);
  if (rule.tie_break() == ScoringRule::TIE_BREAK_UNSPECIFIED) rule.set_tie_break(ScoringRule::TIE_BREAK_SHARED);
  CheckRange(rule.base_points(), 1, limits::kMaxBasePoints, "settings.scoring.base_points", "kMaxBasePoints", bad);
  CheckRange(rule.points_per_choice(), 0, limits::kMaxBasePoints, "settings.scoring.points_per_choice",
             "kMaxBasePoints", bad);
  CheckSteps(rule, bad);
  if (!rule.has_streak()) return;
  CheckRange(rule.streak().first(), 1, limits::kMaxStreakFirst, "settings.scoring.streak.first", "kMaxStreakFirst",
             bad);
  CheckRange(rule.streak().step(), 0, limits::kMaxBasePoints, "settings.scoring.streak.step", "kMaxBasePoints", bad);
  CheckRange(rule.streak().cap(), 0, limits::kMaxBasePoints, "settings.scoring.streak.cap", "kMaxBasePoints", bad);
}

void CheckItems(const v1::Quiz& quiz, const SessionSettings& settings, Violations& bad) {
  std::set<std::string> known, seen;
  for (const v1::Item& item : quiz.items()) known.insert(item.id());
  for (int i = 0; i < settings.items_size(); ++i) {
    const v1::SessionItemSettings& item = settings.items(i);
    const std::string field = absl::StrCat("settings.items[", i, "]");
    if (known.count(item.item()) == 0) bad.Add(field + ".item", "must be the id of one of the quiz's items");
    if (!seen.insert(item.item()).second) bad.Add(field + ".item", "must not be named twice");
    if (item.has_points_multiplier()) {
      CheckRange(item.points_multiplier(), 0, limits::kMaxMultiplier, field + ".points_multiplier", "kMaxMultiplier",
                 bad);
    }
    if (item.has_time_limit()) CheckTimeLimit(item.time_limit(), field + ".time_limit", bad);
  }
}

void CheckRoster(const SessionSettings& settings, absl::string_view tenant, Violations& bad) {
  const bool needed = settings.admission() == SessionSettings::ADMISSION_ROSTER;
  if (needed != (settings.roster_size() > 0)) {
    bad.Add("settings.roster", "belongs to ADMISSION_ROSTER, which needs it");
  }
  if (settings.roster_size() > limits::kMaxRoster) {
    bad.Add("settings.roster", absl::StrCat("must be at most ", limits::kMaxRoster, " (kMaxRoster)"));
    return;
  }
  const std::string users = absl::StrCat("tenants/", tenant, "/users/");
  std::set<std::string> seen, names;
  for (int i = 0; i < settings.roster_size(); ++i) {
    const v1::RosterEntry& entry = settings.roster(i);
    const std::string field = absl::StrCat("settings.roster[", i, "]");
    if (!absl::StartsWith(entry.user(), users)) bad.Add(field + ".user", "must be a user of the same tenant");
    if (!seen.insert(entry.user()).second) bad.Add(field + ".user", "must not be named twice");
    const absl::Status name = CheckNickname(entry.display_name(), field + ".display_name");
    if (!name.ok()) bad.Add(field + ".display_name", name.message());
    else if (!names.insert(NicknameFold(entry.display_name())).second) {
      bad.Add(field + ".display_name", "must not look like another one");
    }
  }
}

}  // namespace

absl::Status CompleteSettings(const v1::Quiz& quiz, absl::string_view tenant, SessionSettings& settings) {
  Violations bad;
  if (settings.admission() == SessionSettings::ADMISSION_UNSPECIFIED) {
    settings.set_admission(SessionSettings::ADMISSION_NICKNAME);
  }
  if (!settings.has_time_limit()) {
    settings.mutable_time_limit()->set_seconds(absl::ToInt64Seconds(limits::kDefaultTimeLimit));
  }
  if (settings.standings_size() == 0) settings.set_standings_size(limits::kDefaultStandingsSize);
  if (settings.podium_size() == 0) settings.set_podium_size(limits::kDefaultPodiumSize);
  CompleteScoring(*settings.mutable_scoring(), bad);
  CheckTimeLimit(settings.time_limit(), "settings.time_limit", bad);
  CheckRange(settings.standings_size(), 1, limits::kMaxStandingsSize, "settings.standings_size", "kMaxStandingsSize",
             bad);
  CheckRange(settings.podium_size(), 1, limits::kMaxStandingsSize, "settings.podium_size", "kMaxStandingsSize", bad);
  CheckItems(quiz, settings, bad);
  CheckRoster(settings, tenant, bad);
  CheckRange(settings.proof_of_work_bits(), 0, limits::kMaxProofBits, "settings.proof_of_work_bits", "kMaxProofBits",
             bad);
  CheckCoHosts(settings.co_hosts(), tenant, "settings.co_hosts", bad);
  CompleteTeams(settings, bad);
  CheckOwnTimes(settings, tenant, bad);
  return bad.ToStatus();
}

Rules MakeRules(const v1::Quiz& quiz, const SessionSettings& settings) {
  Rules rules;
  rules.scoring = settings.scoring();
  rules.teams = settings.teams();
  rules.own_times = settings.accommodations_size() > 0;
  rules.latency_credit_micros = Micros(settings.latency_credit());
  for (const v1::Item& item : quiz.items()) {
    ItemRule& rule = rules.items.emplace_back();
    rule.time_limit_micros = Micros(settings.time_limit());
    rule.item = item.id();
    rule.kind = item.kind_case();
    for (const v1::SessionItemSettings& own : settings.items()) {
      if (own.item() != item.id()) continue;
      if (own.has_points_multiplier()) rule.multiplier = own.points_multiplier();
      if (own.has_time_limit()) rule.time_limit_micros = Micros(own.time_limit());
    }
    if (!IsGraded(rule.kind)) rule.multiplier = 0;
  }
  return rules;
}

}  // namespace lyceum::quiz::live
