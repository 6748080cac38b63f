#include "services/progress/methods/profiles.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/sql/once.h"
#include "services/progress/limits.h"
#include "services/progress/methods/learner.h"
#include "services/progress/methods/messages.h"
#include "services/progress/methods/zones.h"
#include "services/progress/store/profiles.h"

namespace lyceum::progress {
namespace {

using Fields = std::set<std::string>;

// The fields to change, in the words of update_mask.
absl::StatusOr<Fields> FieldsToChange(const v1::UpdateProfileRequest& request) {
  const Fields all = {"time_zone", "rollover_hour", "daily_goal"};
  if (!request.has_update_mask() || request.update_mask().paths().empty()) {
    Fields set;
    if (!request.profile().time_zone().empty()) set.insert("time_zone");
    if (request.profile().has_rollover_hour()) set.insert("rollover_hour");
    if (request.profile().has_daily_goal()) set.insert("daily_goal");
    return set;
  }
  Fields fields;
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "*") return all;
    if (all.count(path) == 0 && path != "daily_goal.answers" && path != "daily_goal.study_time") {
      return InvalidField("update_mask", absl::StrCat("names \"", path,
                                                      "\", which is not one of time_zone, rollover_hour, daily_goal, "
                                                      "daily_goal.answers, daily_goal.study_time"));
    }
    fields.insert(path);
  }
  return fields;
}

// `profile` with the fields of `wanted`; a field that is not set there takes its
// default.
v1::Profile Merge(v1::Profile profile, const v1::Profile& wanted, const Fields& fields) {
  const v1::Profile defaults = DefaultProfile("", "");
  if (fields.count("time_zone")) {
    profile.set_time_zone(wanted.time_zone().empty() ? defaults.time_zone() : wanted.time_zone());
  }
  if (fields.count("rollover_hour")) {
    profile.set_rollover_hour(wanted.has_rollover_hour() ? wanted.rollover_hour() : defaults.rollover_hour());
  }
  if (fields.count("daily_goal")) *profile.mutable_daily_goal() = wanted.daily_goal();
  if (fields.count("daily_goal.answers")) profile.mutable_daily_goal()->set_answers(wanted.daily_goal().answers());
  if (fields.count("daily_goal.study_time")) {
    *profile.mutable_daily_goal()->mutable_study_time() = wanted.daily_goal().study_time();
  }
  return profile;
}

absl::Status Check(const v1::Profile& profile) {
  Violations violations;
  if (!FindZone(profile.time_zone())) {
    violations.Add("profile.time_zone", "is not the IANA name of a time zone, such as Europe/Berlin");
  }
  if (profile.rollover_hour() < 0 || profile.rollover_hour() > limits::kMaxRolloverHour) {
    violations.Add("profile.rollover_hour", absl::StrCat("is not in 0 to ", limits::kMaxRolloverHour));
  }
  if (profile.daily_goal().answers() < 0 || profile.daily_goal().answers() > limits::kMaxGoalAnswers) {
    violations.Add("profile.daily_goal.answers", absl::StrCat("is not in 0 to ", limits::kMaxGoalAnswers));
  }
  const auto& study_time = profile.daily_goal().study_time();
  const int64_t most = int64_t{limits::kMaxGoalHours} * 3600;
  if (study_time.seconds() < 0 || study_time.nanos() < 0 || study_time.nanos() >= 1'000'000'000 ||
      study_time.seconds() > most || (study_time.seconds() == most && study_time.nanos() > 0)) {
    violations.Add("profile.daily_goal.study_time", absl::StrCat("is not in 0 to ", limits::kMaxGoalHours, " hours"));
  }
  return violations.ToStatus();
}

// Where the new settings jump over the rest of today, these days were not the
// learner's to use in full and do not break a streak.
absl::Status BridgeJump(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                        const v1::Profile& before, const v1::Profile& after, absl::Time now) {
  return AddBridges(transaction, tenant, user, DayOf(now, RuleOf(before)), DayOf(now, RuleOf(after)) - 1);
}

}  // namespace

absl::StatusOr<v1::GetProfileResponse> Profiles::GetProfile(const Caller&, const v1::GetProfileRequest& request) {
  v1::GetProfileResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(*response.mutable_profile(),
                     LoadProfile(t, Segment(request.name(), 1), Segment(request.name(), 3)));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::UpdateProfileResponse> Profiles::UpdateProfile(const Caller& caller,
                                                                  const v1::UpdateProfileRequest& request) {
  if (!request.has_profile()) return InvalidField("profile", "is not set");
  const absl::Time now = clock_.Now();
  const absl::string_view tenant = Segment(request.profile().name(), 1), user = Segment(request.profile().name(), 3);
  ASSIGN_OR_RETURN(const Fields fields, FieldsToChange(request));

  const auto change = [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateProfileResponse> {
    ASSIGN_OR_RETURN(const v1::Profile before, LoadProfile(t, tenant, user));
    if (!request.profile().etag().empty() && request.profile().etag() != before.etag()) {
      return EtagMismatch(request.profile().name());
    }
    v1::UpdateProfileResponse response;
    v1::Profile& after = *response.mutable_profile();
    after = Merge(before, request.profile(), fields);
    RETURN_IF_ERROR(Check(after));
    *after.mutable_update_time() = ToTimestamp(now);
    after.set_etag(EtagOf(after));
    if (request.validate_only()) return response;
    RETURN_IF_ERROR(BridgeJump(t, tenant, user, before, after, now));
    RETURN_IF_ERROR(PutProfile(t, tenant, user, after));
    return response;
  };
  if (!request.validate_only()) {
    return sql::Once<v1::UpdateProfileResponse>(database_, caller, request, now, change);
  }
  v1::UpdateProfileResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(response, change(t));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace lyceum::progress
