// A learner's settings and where a learner left off.
#include "tests/contract/progress_fixture.h"

namespace lyceum::progress {
namespace {

using testing::ElementsAre;

constexpr char kName[] = "tenants/t/users/ada/profile";

class ProgressProfileTest : public ProgressTest {
 protected:
  v1::Profile Get() {
    v1::GetProfileRequest request;
    request.set_name(kName);
    return profiles_.GetProfile(learner_, request)->profile();
  }
  absl::StatusOr<v1::UpdateProfileResponse> Update(const v1::Profile& profile, std::vector<std::string> mask = {},
                                                   const std::string& request_id = "") {
    v1::UpdateProfileRequest request;
    *request.mutable_profile() = profile;
    request.mutable_profile()->set_name(kName);
    for (std::string& path : mask) request.mutable_update_mask()->add_paths(std::move(path));
    request.set_request_id(request_id);
    return profiles_.UpdateProfile(learner_, request);
  }
  absl::StatusOr<v1::SetResumePointResponse> SetReading(const std::string& explanation, int offset) {
    v1::SetResumePointRequest request;
    request.set_parent("tenants/t/users/ada");
    v1::ReadingPlace& reading = *request.mutable_resume_point()->mutable_reading();
    reading.set_explanation("tenants/t/explanations/" + explanation);
    reading.set_revision(2);
    reading.set_section_id("s");
    reading.set_offset(offset);
    return resume_.SetResumePoint(learner_, request);
  }
  std::vector<std::string> Points(int page_size = 0) {
    v1::ListResumePointsRequest request;
    request.set_parent("tenants/t/users/ada");
    request.set_page_size(page_size);
    std::vector<std::string> points;
    for (;;) {
      const auto page = resume_.ListResumePoints(learner_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const v1::ResumePoint& point : page->resume_points()) {
        points.push_back(absl::StrCat(point.name().substr(point.name().rfind('/') + 1), ":", point.reading().offset()));
      }
      if (page->next_page_token().empty()) return points;
      request.set_page_token(page->next_page_token());
    }
  }
};
INSTANTIATE_TEST_SUITE_P(, ProgressProfileTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ProgressProfileTest, BeginsWithDefaults) {
  const v1::Profile profile = Get();
  EXPECT_EQ(profile.name(), kName);
  EXPECT_EQ(profile.time_zone(), "UTC");
  EXPECT_EQ(profile.rollover_hour(), 4);
  EXPECT_FALSE(profile.has_daily_goal());
  EXPECT_FALSE(profile.etag().empty());
}

TEST_P(ProgressProfileTest, ChangesWhatTheMaskNames) {
  v1::Profile wanted;
  wanted.set_time_zone("Europe/Berlin");
  wanted.set_rollover_hour(0);
  wanted.mutable_daily_goal()->set_answers(20);
  wanted.mutable_daily_goal()->mutable_study_time()->set_seconds(600);
  ASSERT_TRUE(Update(wanted, {"time_zone", "daily_goal.answers"}).ok());
  EXPECT_EQ(Get().time_zone(), "Europe/Berlin");
  EXPECT_EQ(Get().rollover_hour(), 4);
  EXPECT_EQ(Get().daily_goal().answers(), 20);
  EXPECT_FALSE(Get().daily_goal().has_study_time());

  // Without a mask: what is set. An hour of 0 is set.
  v1::Profile hour;
  hour.set_rollover_hour(0);
  ASSERT_TRUE(Update(hour).ok());
  EXPECT_EQ(Get().rollover_hour(), 0);
  EXPECT_EQ(Get().time_zone(), "Europe/Berlin");

  ASSERT_TRUE(Update({}, {"*"}).ok());  // back to the defaults
  EXPECT_EQ(Get().time_zone(), "UTC");
  EXPECT_EQ(Get().rollover_hour(), 4);
  EXPECT_EQ(Get().daily_goal().answers(), 0);
  EXPECT_THAT(FaultyFields(Update({}, {"etag"}).status()), ElementsAre("update_mask"));
}

TEST_P(ProgressProfileTest, RefusesAnOldEtag) {
  v1::Profile mine = Get(), theirs = Get();
  mine.set_time_zone("Asia/Tokyo");
  ASSERT_TRUE(Update(mine).ok());
  theirs.set_time_zone("Asia/Seoul");
  EXPECT_EQ(Update(theirs).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Get().time_zone(), "Asia/Tokyo");
  theirs.set_etag(Get().etag());
  EXPECT_TRUE(Update(theirs).ok());
}

TEST_P(ProgressProfileTest, NamesEveryFault) {
  v1::Profile bad;
  bad.set_time_zone("Europe/Atlantis");
  bad.set_rollover_hour(24);
  bad.mutable_daily_goal()->set_answers(-1);
  bad.mutable_daily_goal()->mutable_study_time()->set_seconds(86401);
  EXPECT_THAT(FaultyFields(Update(bad).status()),
              ElementsAre("profile.time_zone", "profile.rollover_hour", "profile.daily_goal.answers",
                          "profile.daily_goal.study_time"));
  EXPECT_EQ(Get().time_zone(), "UTC");
  EXPECT_THAT(FaultyFields(profiles_.UpdateProfile(learner_, {}).status()), ElementsAre("profile"));
}

TEST_P(ProgressProfileTest, UpdatesOnceForOneRequestId) {
  v1::Profile wanted;
  wanted.set_time_zone("Asia/Tokyo");
  const auto first = Update(wanted, {}, "r1");
  ASSERT_TRUE(first.ok());
  clock_.Advance(absl::Minutes(1));
  const auto second = Update(wanted, {}, "r1");
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->profile().etag(), first->profile().etag());
  EXPECT_EQ(second->profile().update_time().seconds(), first->profile().update_time().seconds());
  wanted.set_time_zone("Asia/Seoul");
  EXPECT_EQ(Update(wanted, {}, "r1").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(ProgressProfileTest, OnlyChecksWhenAsked) {
  v1::UpdateProfileRequest request;
  request.mutable_profile()->set_name(kName);
  request.mutable_profile()->set_time_zone("Asia/Tokyo");
  request.set_validate_only(true);
  EXPECT_EQ(profiles_.UpdateProfile(learner_, request)->profile().time_zone(), "Asia/Tokyo");
  EXPECT_EQ(Get().time_zone(), "UTC");
  request.mutable_profile()->set_time_zone("nowhere");
  EXPECT_FALSE(profiles_.UpdateProfile(learner_, request).ok());
}

TEST_P(ProgressProfileTest, ListsResumePointsNewestFirst) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(SetReading(absl::StrCat("x", i), i).ok());
    clock_.Advance(absl::Seconds(i == 1 ? 0 : 1));  // x1 and x2 at the same time
  }
  ASSERT_TRUE(SetReading("x0", 70).ok());
  const auto in_order = ElementsAre("e.x0:70", "e.x4:4", "e.x3:3", "e.x2:2", "e.x1:1");
  EXPECT_THAT(Points(), in_order);
  EXPECT_THAT(Points(1), in_order);
  EXPECT_THAT(Points(2), in_order);
}

TEST_P(ProgressProfileTest, KeepsTheNewestPointsOnly) {
  for (int i = 0; i < 205; ++i) {
    ASSERT_TRUE(SetReading(absl::StrCat("x", i), i).ok());
    clock_.Advance(absl::Seconds(1));
  }
  const std::vector<std::string> points = Points();
  ASSERT_EQ(points.size(), 200);
  EXPECT_EQ(points.front(), "e.x204:204");
  EXPECT_EQ(points.back(), "e.x5:5");
}

TEST_P(ProgressProfileTest, EndsTheResumePointOfAFinishedAttempt) {
  v1::SetResumePointRequest request;
  request.set_parent("tenants/t/users/ada");
  request.mutable_resume_point()->set_attempt("tenants/t/users/ada/attempts/a1");
  ASSERT_TRUE(resume_.SetResumePoint(learner_, request).ok());
  ASSERT_TRUE(SetReading("x", 1).ok());
  EXPECT_EQ(Points().size(), 2);
  v1::Event event = Event("ada", clock_.Now());
  event.mutable_attempt_finished()->set_quiz("tenants/t/quizzes/q");
  event.mutable_attempt_finished()->set_quiz_revision(1);
  event.mutable_attempt_finished()->set_attempt("tenants/t/users/ada/attempts/a1");
  MustRecord({event});
  EXPECT_THAT(Points(), ElementsAre("e.x:1"));
}

TEST_P(ProgressProfileTest, RefusesResumePointsThatLeadNowhere) {
  v1::SetResumePointRequest request;
  request.set_parent("tenants/t/users/ada");
  EXPECT_THAT(FaultyFields(resume_.SetResumePoint(learner_, request).status()), ElementsAre("resume_point.place"));
  request.mutable_resume_point()->set_attempt("tenants/t/users/bob/attempts/a1");
  EXPECT_THAT(FaultyFields(resume_.SetResumePoint(learner_, request).status()), ElementsAre("resume_point.place"));
  v1::ReadingPlace& reading = *request.mutable_resume_point()->mutable_reading();
  reading.set_explanation("tenants/u/explanations/e");
  reading.set_offset(-1);
  EXPECT_THAT(FaultyFields(resume_.SetResumePoint(learner_, request).status()),
              ElementsAre("resume_point.reading.explanation", "resume_point.reading.revision",
                          "resume_point.reading.offset"));
}

}  // namespace
}  // namespace lyceum::progress
