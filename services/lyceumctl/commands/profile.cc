// lyceumctl profile: how a learner studies; statistics depend on it.
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "lyceum/progress/v1/profile_service.grpc.pb.h"
#include "services/lyceumctl/commands/commands.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using progress::v1::ProfileService;

struct Options {
  std::string time_zone, goal_time;
  std::optional<int> rollover_hour, goal_answers;
};

void PrintProfile(Session& session, const progress::v1::Profile& profile) {
  if (session.json()) return session.PrintJson(profile);
  session.Print(absl::StrCat("Time zone      ", draw::Clean(profile.time_zone()), "\nDay begins at  ",
                             profile.rollover_hour(), ":00\nDaily goal     ", profile.daily_goal().answers(),
                             " answers, ", draw::ShortDuration(DurationOf(profile.daily_goal().study_time())), "\n"));
}

absl::Status RunProfile(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string user, session.User());
  progress::v1::UpdateProfileRequest update;
  update.mutable_profile()->set_name(absl::StrCat(user, "/profile"));
  auto& mask = *update.mutable_update_mask();
  if (!options.time_zone.empty()) {
    update.mutable_profile()->set_time_zone(options.time_zone);
    mask.add_paths("time_zone");
  }
  if (options.rollover_hour) {
    update.mutable_profile()->set_rollover_hour(*options.rollover_hour);
    mask.add_paths("rollover_hour");
  }
  if (options.goal_answers) {
    update.mutable_profile()->mutable_daily_goal()->set_answers(*options.goal_answers);
    mask.add_paths("daily_goal.answers");
  }
  if (!options.goal_time.empty()) {
    absl::Duration time;
    if (!absl::ParseDuration(options.goal_time, &time)) return UsageError("--goal-time is a duration such as 30m");
    update.mutable_profile()->mutable_daily_goal()->mutable_study_time()->set_seconds(absl::ToInt64Seconds(time));
    mask.add_paths("daily_goal.study_time");
  }
  if (mask.paths().empty()) {
    progress::v1::GetProfileRequest get;
    get.set_name(update.profile().name());
    ASSIGN_OR_RETURN(const auto response, session.Call(&ProfileService::Stub::GetProfile, get));
    PrintProfile(session, response.profile());
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto response, session.Call(&ProfileService::Stub::UpdateProfile, update));
  PrintProfile(session, response.profile());
  return absl::OkStatus();
}

}  // namespace

void AddProfile(Place place) {
  CLI::App& command = AddCommand(place, "profile", "Show or change time zone, start of the day and daily goal",
                                 "  lyceumctl profile\n"
                                 "  lyceumctl profile --time-zone Europe/Vienna --goal-answers 20 --goal-time 30m");
  auto options = std::make_shared<Options>();
  command.add_option("--time-zone", options->time_zone, "Such as Europe/Berlin");
  command.add_option("--rollover-hour", options->rollover_hour, "The hour a day begins at")->check(CLI::Range(0, 23));
  command.add_option("--goal-answers", options->goal_answers, "Answers a day; 0 for no goal")
      ->check(CLI::Range(0, 10000));
  command.add_option("--goal-time", options->goal_time, "Study time a day, such as 30m; 0 for no goal");
  WhenChosen(place, command, options, RunProfile);
}

}  // namespace lyceum::ctl
