// What the facts add up to, to the digit.
#include "tests/contract/progress_fixture.h"

namespace lyceum::progress {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kAda[] = "tenants/t/users/ada";

class ProgressStatisticsTest : public ProgressTest {
 protected:
  v1::QueryStatisticsResponse Query(const char* first, const char* last,
                                    v1::QueryStatisticsRequest::Granularity granularity) {
    v1::QueryStatisticsRequest request;
    request.set_user(kAda);
    request.set_start_date(first);
    request.set_end_date(last);
    request.set_granularity(granularity);
    request.set_group_by_subject(true);
    const auto response = statistics_.QueryStatistics(learner_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::QueryStatisticsResponse());
  }
};
INSTANTIATE_TEST_SUITE_P(, ProgressStatisticsTest, testing::ValuesIn(tests::Engines()), tests::EngineName);

TEST_P(ProgressStatisticsTest, TodayHasTheSumsOfTheLearnersDay) {
  SetZone("ada", "Europe/Berlin");
  MustRecord({Answer("ada", At("2026-05-20T04:00:00+02:00"), 1), Answer("ada", At("2026-05-20T09:00:00+02:00"), 0.5),
              Answer("ada", At("2026-05-20T03:59:59+02:00"), 0), Reading("ada", clock_.Now(), 90),
              Answer("ada", At("2026-05-20T10:00:00+02:00"), 0, "math"), Answer("bob", clock_.Now(), 1)});
  const v1::Today today = TodayOf("ada");
  EXPECT_EQ(today.date(), "2026-05-20");
  EXPECT_EQ(today.totals().answers(), 3);
  EXPECT_EQ(today.totals().correct_answers(), 1);
  EXPECT_EQ(today.totals().score_micros(), 1'500'000);
  EXPECT_EQ(today.totals().max_score_micros(), 3'000'000);
  EXPECT_DOUBLE_EQ(today.totals().accuracy(), 0.5);
  EXPECT_EQ(today.totals().time_spent().seconds(), 120);
  EXPECT_EQ(today.totals().activities(), 1);
  ASSERT_EQ(today.subjects_size(), 2);
  EXPECT_EQ(today.subjects(0).subject(), "history");
  EXPECT_EQ(today.subjects(1).subject(), "math");
  EXPECT_EQ(today.subjects(1).totals().answers(), 1);
  EXPECT_EQ(today.end_time().seconds(), absl::ToUnixSeconds(At("2026-05-21T04:00:00+02:00")));
}

TEST_P(ProgressStatisticsTest, TodayOfAStrangerIsEmpty) {
  const v1::Today today = TodayOf("nobody");
  EXPECT_EQ(today.date(), "2026-05-20");
  EXPECT_EQ(today.totals().answers(), 0);
  EXPECT_FALSE(today.totals().has_accuracy());
  EXPECT_FALSE(today.daily_goal_reached());
}

TEST_P(ProgressStatisticsTest, TodayKnowsTheGoal) {
  v1::UpdateProfileRequest request;
  request.mutable_profile()->set_name("tenants/t/users/ada/profile");
  request.mutable_profile()->mutable_daily_goal()->set_answers(2);
  request.mutable_profile()->mutable_daily_goal()->mutable_study_time()->set_seconds(60);
  ASSERT_TRUE(profiles_.UpdateProfile(learner_, request).ok());
  MustRecord({Answer("ada", clock_.Now(), 1), Answer("ada", clock_.Now(), 0)});
  EXPECT_FALSE(TodayOf("ada").daily_goal_reached());
  MustRecord({Reading("ada", clock_.Now(), 40)});
  EXPECT_TRUE(TodayOf("ada").daily_goal_reached());
  EXPECT_EQ(TodayOf("ada").daily_goal().answers(), 2);
}

TEST_P(ProgressStatisticsTest, SumsByDayWeekAndMonth) {
  MustRecord({Answer("ada", At("2025-12-28T12:00:00Z"), 1), Answer("ada", At("2025-12-29T12:00:00Z"), 0),
              Answer("ada", At("2025-12-31T12:00:00Z"), 1, "math"), Answer("ada", At("2026-01-04T12:00:00Z"), 1),
              Answer("ada", At("2026-01-05T12:00:00Z"), 0.25), Answer("ada", At("2026-02-01T12:00:00Z"), 1)});
  const auto weeks = Query("2025-12-27", "2026-01-06", v1::QueryStatisticsRequest::GRANULARITY_WEEK);
  ASSERT_EQ(weeks.buckets_size(), 3);
  EXPECT_EQ(weeks.buckets(0).totals().answers(), 1);
  EXPECT_EQ(weeks.buckets(1).start_date(), "2025-12-29");
  EXPECT_EQ(weeks.buckets(1).end_date(), "2026-01-04");
  EXPECT_EQ(weeks.buckets(1).totals().answers(), 3);
  EXPECT_DOUBLE_EQ(weeks.buckets(1).totals().accuracy(), 2.0 / 3);
  ASSERT_EQ(weeks.buckets(1).subjects_size(), 2);
  EXPECT_EQ(weeks.buckets(1).subjects(1).subject(), "math");
  EXPECT_EQ(weeks.buckets(2).totals().score_micros(), 250'000);

  const auto months = Query("2025-12-01", "2026-03-31", v1::QueryStatisticsRequest::GRANULARITY_MONTH);
  ASSERT_EQ(months.buckets_size(), 4);
  EXPECT_EQ(months.buckets(0).totals().answers(), 3);
  EXPECT_EQ(months.buckets(1).totals().answers(), 2);
  EXPECT_EQ(months.buckets(2).totals().answers(), 1);
  EXPECT_EQ(months.buckets(3).totals().answers(), 0);

  const auto days = Query("2025-12-29", "2025-12-31", v1::QueryStatisticsRequest::GRANULARITY_UNSPECIFIED);
  ASSERT_EQ(days.buckets_size(), 3);
  EXPECT_EQ(days.buckets(1).totals().answers(), 0);
}

TEST_P(ProgressStatisticsTest, GivesBucketsInPages) {
  MustRecord({Answer("ada", At("2026-05-03T12:00:00Z"), 1), Answer("ada", At("2026-05-07T12:00:00Z"), 1)});
  v1::QueryStatisticsRequest request;
  request.set_user(kAda);
  request.set_start_date("2026-05-01");
  request.set_end_date("2026-05-07");
  request.set_page_size(3);
  std::vector<std::string> seen;
  for (;;) {
    const auto page = statistics_.QueryStatistics(learner_, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Bucket& b : page->buckets()) {
      seen.push_back(absl::StrCat(b.start_date().substr(8), ":", b.totals().answers()));
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  EXPECT_THAT(seen, ElementsAre("01:0", "02:0", "03:1", "04:0", "05:0", "06:0", "07:1"));

  request.set_start_date("2026-05-02");  // another listing
  EXPECT_THAT(FaultyFields(statistics_.QueryStatistics(learner_, request).status()), ElementsAre("page_token"));
}

TEST_P(ProgressStatisticsTest, RefusesRangesThatMakeNoSense) {
  const auto fault = [&](const char* first, const char* last) {
    v1::QueryStatisticsRequest request;
    request.set_user(kAda);
    request.set_start_date(first);
    request.set_end_date(last);
    return FaultyFields(statistics_.QueryStatistics(learner_, request).status());
  };
  EXPECT_THAT(fault("", "2026-01-01"), ElementsAre("start_date"));
  EXPECT_THAT(fault("2026-01-01", "2026-02-30"), ElementsAre("end_date"));
  EXPECT_THAT(fault("2026-01-02", "2026-01-01"), ElementsAre("end_date"));
  EXPECT_THAT(fault("2000-01-01", "2026-01-01"), ElementsAre("end_date"));
  EXPECT_THAT(fault("1969-12-31", "1970-01-01"), ElementsAre("start_date"));
}

TEST_P(ProgressStatisticsTest, StreakLivesIsAtRiskAndEnds) {
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_NONE);
  for (int day = 3; day >= 1; --day) MustRecord({Reading("ada", clock_.Now() - absl::Hours(24 * day))});
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_AT_RISK);
  EXPECT_EQ(StreakOf("ada").current_days(), 3);
  MustRecord({Reading("ada", clock_.Now())});
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_ALIVE);
  EXPECT_EQ(StreakOf("ada").current_days(), 4);
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_NONE);
  EXPECT_EQ(StreakOf("ada").current_days(), 0);
  EXPECT_EQ(StreakOf("ada").longest_days(), 4);
  EXPECT_EQ(StreakOf("ada").last_active_date(), "2026-05-20");
  // What was done offline arrives late and mends the row.
  MustRecord({Reading("ada", clock_.Now() - absl::Hours(24))});
  EXPECT_EQ(StreakOf("ada").current_days(), 5);
}

TEST_P(ProgressStatisticsTest, StreakSurvivesAFlightWest) {
  SetZone("ada", "Pacific/Auckland");  // it is 00:00 on the 21st, day of the 20th
  clock_.Advance(absl::Hours(6));      // 06:00: the 21st
  for (int day = 3; day >= 0; --day) MustRecord({Reading("ada", clock_.Now() - absl::Hours(24 * day))});
  EXPECT_EQ(StreakOf("ada").current_days(), 4);
  SetZone("ada", "Pacific/Honolulu");  // 08:00 on the 20th
  EXPECT_EQ(TodayOf("ada").date(), "2026-05-20");
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_ALIVE);
  EXPECT_EQ(StreakOf("ada").current_days(), 4);
}

TEST_P(ProgressStatisticsTest, StreakSurvivesAFlightEast) {
  SetZone("ada", "Pacific/Honolulu");  // 02:00 on the 20th, day of the 19th
  for (int day = 3; day >= 1; --day) MustRecord({Reading("ada", clock_.Now() - absl::Hours(24 * day))});
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_AT_RISK);
  clock_.Advance(absl::Hours(5));          // 17:00 UTC: 05:00 on the 21st in Auckland
  EXPECT_EQ(TodayOf("ada").date(), "2026-05-20");
  MustRecord({Reading("ada", clock_.Now() - absl::Hours(12))});
  SetZone("ada", "Pacific/Auckland");      // the 20th is cut short
  EXPECT_EQ(TodayOf("ada").date(), "2026-05-21");
  EXPECT_EQ(StreakOf("ada").state(), v1::Streak::STATE_AT_RISK);
  MustRecord({Reading("ada", clock_.Now())});
  EXPECT_EQ(StreakOf("ada").current_days(), 5);
}

TEST_P(ProgressStatisticsTest, HeatmapShowsDaysByQuarters) {
  for (int day = 0; day < 4; ++day) {
    for (int i = 0; i <= day; ++i) MustRecord({Answer("ada", At("2026-05-10T12:00:00Z") + day * absl::Hours(24), 1)});
  }
  MustRecord({Reading("ada", At("2025-06-01T12:00:00Z"))});
  v1::GetHeatmapRequest request;
  request.set_user(kAda);
  request.set_year(2026);
  auto heatmap = statistics_.GetHeatmap(learner_, request);
  ASSERT_TRUE(heatmap.ok()) << heatmap.status();
  EXPECT_EQ(heatmap->start_date(), "2026-01-01");
  EXPECT_EQ(heatmap->end_date(), "2026-12-31");
  std::vector<std::string> squares;
  for (const v1::HeatmapDay& day : heatmap->days()) {
    squares.push_back(absl::StrCat(day.date(), " ", day.count(), " ", day.level(), " ", day.time_spent().seconds()));
  }
  EXPECT_THAT(squares, ElementsAre("2026-05-10 1 1 10", "2026-05-11 2 2 20", "2026-05-12 3 3 30", "2026-05-13 4 4 40"));

  request.set_last_days(9);
  heatmap = statistics_.GetHeatmap(learner_, request);
  EXPECT_EQ(heatmap->start_date(), "2026-05-12");
  EXPECT_EQ(heatmap->end_date(), "2026-05-20");
  EXPECT_EQ(heatmap->days_size(), 2);
  request.clear_span();
  EXPECT_EQ(statistics_.GetHeatmap(learner_, request)->days_size(), 5);
  request.set_last_days(0);
  EXPECT_THAT(FaultyFields(statistics_.GetHeatmap(learner_, request).status()), ElementsAre("last_days"));
  request.set_year(1969);
  EXPECT_THAT(FaultyFields(statistics_.GetHeatmap(learner_, request).status()), ElementsAre("year"));
}

TEST_P(ProgressStatisticsTest, MasteryIsExactAndListedInPages) {
  std::vector<v1::Event> events;
  for (int i = 0; i < 8; ++i) events.push_back(Answer("ada", clock_.Now() - absl::Minutes(i), 1, "history/cold-war"));
  events.push_back(Answer("ada", clock_.Now(), 1, "history"));
  for (int i = 0; i < 3; ++i) events.push_back(Answer("ada", clock_.Now() - absl::Minutes(i), 0, "math"));
  events.push_back(Answer("ada", clock_.Now(), 1, "history-of-art"));
  MustRecord(events);

  v1::ListMasteryRequest request;
  request.set_parent(kAda);
  const auto list = [&] {
    std::vector<std::string> topics;
    request.clear_page_token();
    for (;;) {
      const auto page = statistics_.ListMastery(learner_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return topics;
      for (const v1::TopicMastery& t : page->topics()) {
        topics.push_back(absl::StrCat(TopicText(t.topic_path()), " ", t.answers(), " ", t.level()));
      }
      if (page->next_page_token().empty()) return topics;
      request.set_page_token(page->next_page_token());
    }
  };
  const auto in_order = ElementsAre("history 1 1", "history-of-art 1 1", "history/cold-war 8 5", "math 3 2");
  EXPECT_THAT(list(), in_order);
  request.set_page_size(1);
  EXPECT_THAT(list(), in_order);
  request.set_order_by("mean");
  EXPECT_THAT(list(), ElementsAre("math 3 2", "history 1 1", "history-of-art 1 1", "history/cold-war 8 5"));
  request.add_topic_path("history");
  EXPECT_THAT(list(), ElementsAre("history 1 1", "history/cold-war 8 5"));
  request.set_order_by("");
  EXPECT_THAT(list(), ElementsAre("history 1 1", "history/cold-war 8 5"));

  request.set_page_size(0);
  request.clear_page_token();
  const v1::TopicMastery history = statistics_.ListMastery(learner_, request)->topics(0);
  EXPECT_DOUBLE_EQ(history.mean(), 0.666666);
  EXPECT_DOUBLE_EQ(history.confidence(), 1.0 / 6);
  EXPECT_EQ(history.correct_answers(), 1);
  EXPECT_EQ(history.last_answer_time().seconds(), absl::ToUnixSeconds(clock_.Now()));
  request.set_order_by("best");
  EXPECT_THAT(FaultyFields(statistics_.ListMastery(learner_, request).status()), ElementsAre("order_by"));
}

TEST_P(ProgressStatisticsTest, MasteryOfATopicIncludesThoseBelowIt) {
  std::vector<v1::Event> events;
  for (const double share : {1.0, 0.0}) events.push_back(Answer("ada", clock_.Now(), share, "history/cold-war"));
  events.push_back(Answer("ada", clock_.Now() + absl::Seconds(1), 1, "history"));
  events.push_back(Answer("ada", clock_.Now(), 0, "history-of-art"));
  MustRecord(events);
  v1::ListMasteryRequest request;
  request.set_parent(kAda);
  request.add_topic_path("history");
  request.set_page_size(1);
  const auto first = statistics_.ListMastery(learner_, request);
  ASSERT_TRUE(first.ok()) << first.status();
  const v1::TopicMastery& total = first->total();
  EXPECT_EQ(TopicText(total.topic_path()), "history");
  EXPECT_EQ(total.answers(), 3);
  EXPECT_EQ(total.correct_answers(), 2);
  EXPECT_EQ(total.max_score_micros(), 3'000'000);
  EXPECT_EQ(total.level(), v1::TopicMastery::LEVEL_FAMILIAR);
  EXPECT_DOUBLE_EQ(total.confidence(), 3.0 / 8);
  EXPECT_EQ(total.last_answer_time().seconds(), absl::ToUnixSeconds(clock_.Now()) + 1);
  // Of cold-war r is 1 or 0.95 and n 1.95, by the order of its answers; of history both are 1.
  EXPECT_NEAR(total.mean(), 2.975 / 4.95, 0.03 / 4.95);

  request.set_page_token(first->next_page_token());
  EXPECT_FALSE(statistics_.ListMastery(learner_, request)->has_total()) << "on the first page only";
  request.clear_page_token();
  request.clear_topic_path();
  EXPECT_EQ(statistics_.ListMastery(learner_, request)->total().answers(), 4);
  request.add_topic_path("math");
  EXPECT_FALSE(statistics_.ListMastery(learner_, request)->has_total());
}

TEST_P(ProgressStatisticsTest, CanBeRebuiltFromTheEvents) {
  MustRecord({Answer("ada", clock_.Now(), 1, "history")});
  v1::ListMasteryRequest list;
  list.set_parent(kAda);
  const std::string right = statistics_.ListMastery(learner_, list)->DebugString();
  ASSERT_TRUE(
      database_->Write([](sql::Transaction& t) { return t.Run("UPDATE topics SET answers = 77", {}).status(); }).ok());
  ASSERT_NE(statistics_.ListMastery(learner_, list)->DebugString(), right);
  v1::RebuildStatisticsRequest request;
  request.set_user(kAda);
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(statistics_.RebuildStatistics(Who("root", api::v1::ROLE_ADMIN), request).ok());
    EXPECT_EQ(statistics_.ListMastery(learner_, list)->DebugString(), right);
  }
}

}  // namespace
}  // namespace lyceum::progress
