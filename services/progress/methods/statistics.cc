#include "services/progress/methods/statistics.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/progress/limits.h"
#include "services/progress/logic/buckets.h"
#include "services/progress/logic/heatmap.h"
#include "services/progress/logic/streak.h"
#include "services/progress/methods/learner.h"
#include "services/progress/methods/messages.h"
#include "services/progress/store/events.h"
#include "services/progress/store/profiles.h"
#include "services/progress/store/statistics.h"

namespace lyceum::progress {
namespace {

bool GoalReached(const v1::DailyGoal& goal, const Totals& totals) {
  const int64_t wanted_us = goal.study_time().seconds() * 1'000'000 + goal.study_time().nanos() / 1000;
  if (goal.answers() == 0 && wanted_us == 0) return false;
  return totals.answers >= goal.answers() && totals.time_us >= wanted_us;
}

v1::Streak::State ToMessage(StreakState state) {
  switch (state) {
    case StreakState::kNone:
      return v1::Streak::STATE_NONE;
    case StreakState::kAlive:
      return v1::Streak::STATE_ALIVE;
    case StreakState::kAtRisk:
      return v1::Streak::STATE_AT_RISK;
  }
  return v1::Streak::STATE_UNSPECIFIED;
}

struct DayRange {
  Day first, last;
};

absl::StatusOr<DayRange> HeatmapRange(const v1::GetHeatmapRequest& request, Day today) {
  if (request.span_case() == v1::GetHeatmapRequest::kYear) {
    if (request.year() < limits::kMinYear || request.year() > limits::kMaxYear) {
      return InvalidField("year", absl::StrCat("is not in ", limits::kMinYear, " to ", limits::kMaxYear));
    }
    return DayRange{YearStart(request.year()), YearStart(request.year() + 1) - 1};
  }
  const int days = request.span_case() == v1::GetHeatmapRequest::kLastDays ? request.last_days()
                                                                          : limits::kDefaultHeatmapDays;
  if (days < 1 || days > limits::kMaxHeatmapDays) {
    return InvalidField("last_days", absl::StrCat("is not in 1 to ", limits::kMaxHeatmapDays));
  }
  return DayRange{today - days + 1, today};
}

// One square for each day with events.
void AddSquares(const DayRange& range, const std::vector<DayTotals>& rows, v1::GetHeatmapResponse& response) {
  std::map<Day, Totals> days;
  for (const DayTotals& row : rows) days[row.day] += row.totals;
  std::vector<int64_t> counts;
  for (const auto& [day, totals] : days) counts.push_back(totals.answers + totals.activities);
  const std::vector<int> levels = HeatmapLevels(counts);
  response.set_start_date(DateText(range.first));
  response.set_end_date(DateText(range.last));
  size_t i = 0;
  for (const auto& [day, totals] : days) {
    v1::HeatmapDay& square = *response.add_days();
    square.set_date(DateText(day));
    square.set_count(counts[i]);
    *square.mutable_time_spent() = ToDuration(totals.time_us);
    square.set_level(levels[i++]);
  }
}

}  // namespace

absl::StatusOr<v1::GetTodayResponse> Statistics::GetToday(const Caller&, const v1::GetTodayRequest& request) {
  const absl::string_view tenant = Segment(request.user(), 1), user = Segment(request.user(), 3);
  v1::Profile profile;
  Day day = 0;
  std::vector<DayTotals> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(profile, LoadProfile(t, tenant, user));
    day = DayOf(clock_.Now(), RuleOf(profile));
    ASSIGN_OR_RETURN(rows, ListDays(t, tenant, user, day, day));
    return absl::OkStatus();
  }));
  v1::GetTodayResponse response;
  v1::Today& today = *response.mutable_today();
  Totals totals;
  for (const DayTotals& row : rows) {
    totals += row.totals;
    *today.add_subjects() = progress::ToMessage(row.subject, row.totals);
  }
  today.set_date(DateText(day));
  *today.mutable_totals() = progress::ToMessage(totals);
  if (profile.has_daily_goal()) *today.mutable_daily_goal() = profile.daily_goal();
  today.set_daily_goal_reached(GoalReached(profile.daily_goal(), totals));
  *today.mutable_end_time() = ToTimestamp(DayStart(day + 1, RuleOf(profile)));
  return response;
}

absl::StatusOr<v1::GetStreakResponse> Statistics::GetStreak(const Caller&, const v1::GetStreakRequest& request) {
  const absl::string_view tenant = Segment(request.user(), 1), user = Segment(request.user(), 3);
  DayRule rule;
  std::vector<Day> active, bridged;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, user));
    rule = RuleOf(profile);
    ASSIGN_OR_RETURN(active, ListActiveDays(t, tenant, user));
    ASSIGN_OR_RETURN(bridged, ListBridges(t, tenant, user));
    return absl::OkStatus();
  }));
  const Day today = DayOf(clock_.Now(), rule);
  const Streak streak = ComputeStreak(active, bridged, today);
  v1::GetStreakResponse response;
  v1::Streak& message = *response.mutable_streak();
  message.set_state(ToMessage(streak.state));
  message.set_current_days(streak.current_days);
  message.set_longest_days(streak.longest_days);
  message.set_active_days(streak.active_days);
  if (!active.empty()) message.set_last_active_date(DateText(active.back()));
  *message.mutable_end_time() = ToTimestamp(DayStart(today + 1, rule));
  return response;
}

absl::StatusOr<v1::GetHeatmapResponse> Statistics::GetHeatmap(const Caller&, const v1::GetHeatmapRequest& request) {
  const absl::string_view tenant = Segment(request.user(), 1), user = Segment(request.user(), 3);
  v1::GetHeatmapResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    response.Clear();
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, user));
    ASSIGN_OR_RETURN(const DayRange range, HeatmapRange(request, DayOf(clock_.Now(), RuleOf(profile))));
    ASSIGN_OR_RETURN(const std::vector<DayTotals> rows, ListDays(t, tenant, user, range.first, range.last));
    AddSquares(range, rows, response);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::RebuildStatisticsResponse> Statistics::RebuildStatistics(
    const Caller&, const v1::RebuildStatisticsRequest& request) {
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) {
    return Rebuild(t, Segment(request.user(), 1), Segment(request.user(), 3));
  }));
  return v1::RebuildStatisticsResponse();
}

}  // namespace lyceum::progress
