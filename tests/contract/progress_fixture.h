// The progress service without its server: methods and stores on a fresh
// database of each engine, with a clock that stands still.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/clock.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "services/progress/methods/events.h"
#include "services/progress/methods/profiles.h"
#include "services/progress/methods/resume.h"
#include "services/progress/methods/statistics.h"
#include "services/progress/store/events.h"
#include "services/progress/store/schema.h"
#include "tests/support/engines.h"

namespace lyceum::progress {

inline absl::Time At(const char* rfc3339) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &error)) << error;
  return time;
}

class ProgressTest : public testing::TestWithParam<tests::Engine> {
 protected:
  static Caller Who(std::string user, api::v1::Role role) {
    Caller caller;
    caller.tenant = "t";
    caller.user = std::move(user);
    caller.roles.Add(role);
    return caller;
  }

  void SetUp() override {
    ASSERT_TRUE(sql::MigrateOnce(*database_).ok());
    ASSERT_TRUE(MigrateProgress(*database_).ok());
  }

  v1::Event Event(absl::string_view user, absl::Time time) {
    v1::Event event;
    event.set_event_id(absl::StrFormat("event-%012d", ++made_));
    event.set_user(absl::StrCat("tenants/t/users/", user));
    event.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(time));
    return event;
  }

  // An answer worth one point, of which `share` is given, after 10 s.
  v1::Event Answer(absl::string_view user, absl::Time time, double share,
                   absl::string_view topic = "history/cold-war") {
    v1::Event event = Event(user, time);
    v1::AnswerSubmitted& answer = *event.mutable_answer_submitted();
    answer.set_quiz("tenants/t/quizzes/q");
    answer.set_quiz_revision(1);
    answer.set_attempt(absl::StrCat(event.user(), "/attempts/a"));
    answer.set_item_id("item");
    answer.set_score_micros(static_cast<int64_t>(share * 1'000'000));
    answer.set_max_score_micros(1'000'000);
    answer.mutable_time_on_item()->set_seconds(10);
    for (absl::string_view segment : absl::StrSplit(topic, '/')) answer.add_topic_path(std::string(segment));
    return event;
  }

  v1::Event Reading(absl::string_view user, absl::Time time, int seconds = 60) {
    v1::Event event = Event(user, time);
    v1::Activity& activity = *event.mutable_activity();
    activity.set_kind(v1::Activity::KIND_READ);
    activity.set_resource("tenants/t/explanations/e");
    activity.mutable_time_spent()->set_seconds(seconds);
    activity.add_topic_path("history");
    return event;
  }

  static v1::RecordEventsRequest Batch(const std::vector<v1::Event>& events) {
    v1::RecordEventsRequest request;
    request.set_parent("tenants/t");
    for (const v1::Event& event : events) *request.add_events() = event;
    return request;
  }

  absl::StatusOr<v1::RecordEventsResponse> Record(const Caller& caller, const std::vector<v1::Event>& events) {
    return events_.RecordEvents(caller, Batch(events));
  }

  // Records as the quiz service and expects all to be new.
  void MustRecord(const std::vector<v1::Event>& events) {
    const auto response = Record(service_, events);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->accepted_count(), static_cast<int>(events.size()));
  }

  void SetZone(absl::string_view user, absl::string_view zone, int rollover_hour = 4) {
    v1::UpdateProfileRequest request;
    request.mutable_profile()->set_name(absl::StrCat("tenants/t/users/", user, "/profile"));
    request.mutable_profile()->set_time_zone(std::string(zone));
    request.mutable_profile()->set_rollover_hour(rollover_hour);
    const auto response = profiles_.UpdateProfile(Who(std::string(user), api::v1::ROLE_LEARNER), request);
    ASSERT_TRUE(response.ok()) << response.status();
  }

  v1::Streak StreakOf(absl::string_view user) {
    v1::GetStreakRequest request;
    request.set_user(absl::StrCat("tenants/t/users/", user));
    return statistics_.GetStreak(learner_, request)->streak();
  }

  v1::Today TodayOf(absl::string_view user) {
    v1::GetTodayRequest request;
    request.set_user(absl::StrCat("tenants/t/users/", user));
    return statistics_.GetToday(learner_, request)->today();
  }

  // All rows of a table as text, in the order of `columns`.
  std::vector<std::string> Dump(absl::string_view table, absl::string_view columns) {
    std::vector<std::string> rows;
    const int count = static_cast<int>(std::vector<std::string>(absl::StrSplit(columns, ',')).size());
    EXPECT_TRUE(database_
                    ->Read([&](sql::Transaction& t) {
                      rows.clear();
                      std::string casts;
                      for (absl::string_view column : absl::StrSplit(columns, ',')) {
                        absl::StrAppend(&casts, casts.empty() ? "" : ", ", "CAST(", column, " AS TEXT)");
                      }
                      return t
                          .Run(absl::StrCat("SELECT ", casts, " FROM ", table, " ORDER BY ", columns), {},
                               [&](const sql::Row& row) {
                                 std::string& text = rows.emplace_back();
                                 for (int i = 0; i < count; ++i) absl::StrAppend(&text, row.Text(i), "|");
                               })
                          .status();
                    })
                    .ok());
    return rows;
  }

  std::vector<std::string> Days() {
    return Dump("daily",
                "tenant,user_id,day,subject,answers,correct,score,max_score,time_us,activities,started,finished");
  }
  std::vector<std::string> Topics() {
    return Dump("topics",
                "tenant,user_id,topic,answers,correct,score,max_score,time_us,gained,total,mean,last_us,last_event");
  }

  const Caller service_ = Who("quiz", api::v1::ROLE_SERVICE);
  const Caller learner_ = Who("ada", api::v1::ROLE_LEARNER);
  int made_ = 0;
  std::unique_ptr<sql::Database> database_ = GetParam().fresh();
  FakeClock clock_{At("2026-05-20T12:00:00Z")};  // a Wednesday
  Events events_{*database_, clock_};
  Statistics statistics_{*database_, clock_};
  Profiles profiles_{*database_, clock_};
  Resume resume_{*database_, clock_};
};

// The fields a refused request is told to mend, and the reason.
inline std::vector<std::string> FaultyFields(const absl::Status& status) {
  std::vector<std::string> fields;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    google::rpc::BadRequest details;
    if (!absl::EndsWith(type, "BadRequest") || !details.ParseFromString(std::string(payload))) return;
    for (const auto& violation : details.field_violations()) fields.push_back(violation.field());
  });
  return fields;
}

}  // namespace lyceum::progress
