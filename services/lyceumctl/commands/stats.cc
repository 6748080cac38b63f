// lyceumctl stats: what a learner did, drawn.
#include <map>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "lyceum/progress/v1/statistics_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/dates.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/heatmap.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

namespace v1 = progress::v1;
using v1::QueryStatisticsRequest;
using Statistics = v1::StatisticsService::Stub;

const std::map<std::string, QueryStatisticsRequest::Granularity> kGranularities = {
    {"day", QueryStatisticsRequest::GRANULARITY_DAY},
    {"week", QueryStatisticsRequest::GRANULARITY_WEEK},
    {"month", QueryStatisticsRequest::GRANULARITY_MONTH}};

struct Options {
  std::string from, to, by = "day", topic;
  bool rebuild = false;
};

struct Report {
  v1::Today today;
  v1::Streak streak;
  std::vector<v1::Bucket> buckets;
  v1::GetHeatmapResponse heatmap;
  std::vector<v1::TopicMastery> mastery;
  v1::TopicMastery together;
};

absl::Status ReadBuckets(Session& session, const Options& options, const std::string& user, Report& report) {
  QueryStatisticsRequest request;
  request.set_user(user);
  request.set_granularity(kGranularities.at(options.by));
  request.set_group_by_subject(true);
  request.set_page_size(1000);
  const std::string from = !options.from.empty() ? options.from
                           : options.by == "day" ? "-13d"
                           : options.by == "week" ? "-11w"
                                                  : "-11m";
  const auto start = ReadDay(from, report.today.date());
  const auto end = ReadDay(options.to.empty() ? "today" : options.to, report.today.date());
  if (!start) return UsageError("--from is a day such as 2026-03-01, or -14d, -8w, -6m");
  if (!end) return UsageError("--to is a day such as 2026-03-01, or today");
  request.set_start_date(*start);
  request.set_end_date(*end);
  do {
    ASSIGN_OR_RETURN(const auto page, session.Call(&Statistics::QueryStatistics, request));
    report.buckets.insert(report.buckets.end(), page.buckets().begin(), page.buckets().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status ReadMastery(Session& session, const Options& options, const std::string& user, Report& report) {
  v1::ListMasteryRequest request;
  request.set_parent(user);
  request.set_order_by("mean");
  request.set_page_size(1000);
  for (const absl::string_view segment : absl::StrSplit(options.topic, '/', absl::SkipEmpty())) {
    request.add_topic_path(std::string(segment));
  }
  do {
    ASSIGN_OR_RETURN(const auto page, session.Call(&Statistics::ListMastery, request));
    report.mastery.insert(report.mastery.end(), page.topics().begin(), page.topics().end());
    if (page.has_total()) report.together = page.total();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<Report> ReadReport(Session& session, const Options& options) {
  Report report;
  ASSIGN_OR_RETURN(const std::string user, session.User());
  if (options.rebuild) {
    v1::RebuildStatisticsRequest rebuild;
    rebuild.set_user(user);
    RETURN_IF_ERROR(session.Call(&Statistics::RebuildStatistics, rebuild).status());
  }
  v1::GetTodayRequest today;
  today.set_user(user);
  ASSIGN_OR_RETURN(const auto day, session.Call(&Statistics::GetToday, today));
  report.today = day.today();
  v1::GetStreakRequest streak;
  streak.set_user(user);
  ASSIGN_OR_RETURN(const auto row, session.Call(&Statistics::GetStreak, streak));
  report.streak = row.streak();
  RETURN_IF_ERROR(ReadBuckets(session, options, user, report));
  v1::GetHeatmapRequest heatmap;
  heatmap.set_user(user);
  ASSIGN_OR_RETURN(report.heatmap, session.Call(&Statistics::GetHeatmap, heatmap));
  RETURN_IF_ERROR(ReadMastery(session, options, user, report));
  return report;
}

nlohmann::json Json(const google::protobuf::Message& message) {
  return nlohmann::json::parse(ToJson(message), nullptr, false);
}

void PrintReportJson(Session& session, const Report& report) {
  nlohmann::json whole = {{"today", Json(report.today)},
                          {"streak", Json(report.streak)},
                          {"buckets", nlohmann::json::array()},
                          {"heatmap", Json(report.heatmap)},
                          {"mastery", nlohmann::json::array()},
                          {"mastery_together", Json(report.together)}};
  for (const auto& bucket : report.buckets) whole["buckets"].push_back(Json(bucket));
  for (const auto& topic : report.mastery) whole["mastery"].push_back(Json(topic));
  session.Print(whole.dump() + "\n");
}

std::string TotalsText(const v1::Totals& totals) {
  const std::string share =
      totals.has_accuracy() ? absl::StrCat(" · ", Percent(totals.accuracy(), 1), " of points") : "";
  return absl::StrCat(totals.answers(), " answers, ", totals.correct_answers(), " right", share, " · ",
                      draw::ShortDuration(DurationOf(totals.time_spent())));
}

std::string TodayText(const Report& report, const draw::Ink& ink) {
  const v1::Today& today = report.today;
  std::string out =
      absl::StrCat(ink.Bold("Today"), "   ", draw::Clean(today.date()), "  ", TotalsText(today.totals()), "\n");
  if (today.has_daily_goal() && (today.daily_goal().answers() > 0 || today.daily_goal().study_time().seconds() > 0)) {
    absl::StrAppend(&out, "Goal    ", today.daily_goal_reached() ? ink.Green("reached") : "not reached yet", "\n");
  }
  const v1::Streak& streak = report.streak;
  absl::StrAppend(&out, ink.Bold("Streak"), "  ", streak.current_days(), streak.current_days() == 1 ? " day" : " days");
  if (streak.state() == v1::Streak::STATE_AT_RISK) absl::StrAppend(&out, ink.Yellow(", ends today unless you study"));
  return absl::StrCat(out, " (longest ", streak.longest_days(), ", ", streak.active_days(), " days in all)\n");
}

std::string BarsText(const Report& report, const Options& options, int width, const draw::Ink& ink) {
  std::vector<draw::BarRow> rows;
  bool any = false;
  for (const auto& bucket : report.buckets) {
    const double answers = static_cast<double>(bucket.totals().answers());
    any = any || answers > 0 || bucket.totals().activities() > 0;
    const std::string label = options.by == "month" ? bucket.start_date().substr(0, 7) : bucket.start_date();
    rows.push_back(
        {label, answers, answers > 0 || bucket.totals().activities() > 0 ? TotalsText(bucket.totals()) : ""});
  }
  if (!any) return "";
  return absl::StrCat("\n", ink.Bold(absl::StrCat("Answers by ", options.by)), "\n", draw::Bars(rows, width, ink));
}

std::string HeatmapText(const v1::GetHeatmapResponse& heatmap, int width, const draw::Ink& ink) {
  absl::CivilDay first, last, day;
  if (!absl::ParseCivilTime(heatmap.start_date(), &first) || !absl::ParseCivilTime(heatmap.end_date(), &last))
    return "";
  std::map<absl::CivilDay, int> levels;
  for (const auto& studied : heatmap.days()) {
    if (absl::ParseCivilTime(studied.date(), &day)) levels[day] = studied.level();
  }
  return absl::StrCat("\n", ink.Bold("Days of study"), "\n", draw::Heatmap(first, last, levels, width, ink));
}

std::string MasteryText(const Report& report, int width, const draw::Ink& ink) {
  if (report.mastery.empty()) return "";
  std::vector<draw::BarRow> rows;
  const auto add = [&](const std::string& label, const v1::TopicMastery& topic) {
    rows.push_back({label, topic.mean(),
                    absl::StrCat(Percent(topic.mean(), 1), " ",
                                 EnumWord(v1::TopicMastery::Level_Name(topic.level()), "LEVEL_"), ", ", topic.answers(),
                                 " answers")});
  };
  if (report.mastery.size() > 1) add("(together)", report.together);
  for (const auto& topic : report.mastery) {
    const std::string path = absl::StrJoin(topic.topic_path(), "/");
    add(path.empty() ? "(no topic)" : path, topic);
  }
  return absl::StrCat("\n", ink.Bold("Mastery, weakest first"), "\n", draw::Bars(rows, width, ink, 1.0));
}

absl::Status RunStats(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const Report report, ReadReport(session, options));
  if (session.json()) {
    PrintReportJson(session, report);
    return absl::OkStatus();
  }
  const draw::Ink ink = session.ink();
  const int width = session.width();
  session.Print(absl::StrCat(TodayText(report, ink), BarsText(report, options, width, ink),
                             HeatmapText(report.heatmap, width, ink), MasteryText(report, width, ink)));
  return absl::OkStatus();
}

}  // namespace

void AddStats(Place place) {
  CLI::App& command = AddCommand(place, "stats", "Show statistics: today, streak, bars, heatmap, mastery",
                                 "  lyceumctl stats\n"
                                 "  lyceumctl stats --from 2026-03-01 --to 2026-03-31 --by week\n"
                                 "  lyceumctl stats --from -6m --by month --user ada --json\n\n"
                                 "With --json: one object with today, streak, buckets, heatmap, mastery and\n"
                                 "mastery_together.");
  auto options = std::make_shared<Options>();
  command.add_option("--from", options->from, "First day: 2026-03-01, or -14d, -8w, -6m");
  command.add_option("--to", options->to, "Last day; today if not given");
  command.add_option("--by", options->by, "A bar for each")
      ->check(CLI::IsMember({"day", "week", "month"}))
      ->capture_default_str();
  command.add_option("--topic", options->topic, "Mastery of this topic and those below it only");
  command.add_flag("--rebuild", options->rebuild, "First compute them again from all events (admins)");
  WhenChosen(place, command, options, RunStats);
}

}  // namespace lyceum::ctl
