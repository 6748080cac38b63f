#include "services/progress/logic/days.h"

#include <gtest/gtest.h>

namespace lyceum::progress {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << "the package tzdata is needed";
  return zone;
}

std::string DateAt(const char* rfc3339, const DayRule& rule) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &error)) << error;
  return DateText(DayOf(time, rule));
}

TEST(DayOf, BeginsAtTheRolloverHour) {
  const DayRule rule{Zone("Europe/Berlin"), 4};
  EXPECT_EQ(DateAt("2026-01-15T03:59:59.999999+01:00", rule), "2026-01-14");
  EXPECT_EQ(DateAt("2026-01-15T04:00:00+01:00", rule), "2026-01-15");
  EXPECT_EQ(DateAt("2026-01-15T23:59:59+01:00", rule), "2026-01-15");
}

TEST(DayOf, DependsOnTheZone) {
  EXPECT_EQ(DateAt("2026-06-01T23:30:00Z", {Zone("UTC"), 0}), "2026-06-01");
  EXPECT_EQ(DateAt("2026-06-01T23:30:00Z", {Zone("Europe/Berlin"), 0}), "2026-06-02");
  EXPECT_EQ(DateAt("2026-06-01T23:30:00Z", {Zone("Pacific/Kiritimati"), 0}), "2026-06-02");
  EXPECT_EQ(DateAt("2026-06-01T03:30:00Z", {Zone("America/New_York"), 0}), "2026-05-31");
}

// Clocks go from 02:00 to 03:00: an hour earlier in universal time, the day
// still begins at 04:00 on the clock, 23 hours after the one before.
TEST(DayOf, FollowsTheClockInSpring) {
  const DayRule rule{Zone("Europe/Berlin"), 4};
  EXPECT_EQ(DateAt("2026-03-29T01:59:59Z", rule), "2026-03-28");
  EXPECT_EQ(DateAt("2026-03-29T02:00:00Z", rule), "2026-03-29");
  const Day day = *ParseDate("2026-03-28");
  EXPECT_EQ(DayStart(day + 1, rule) - DayStart(day, rule), absl::Hours(23));
}

TEST(DayOf, FollowsTheClockInAutumn) {
  const DayRule rule{Zone("America/New_York"), 4};
  EXPECT_EQ(DateAt("2026-11-01T08:59:59Z", rule), "2026-10-31");
  EXPECT_EQ(DateAt("2026-11-01T09:00:00Z", rule), "2026-11-01");
  const Day day = *ParseDate("2026-10-31");
  EXPECT_EQ(DayStart(day + 1, rule) - DayStart(day, rule), absl::Hours(25));
}

TEST(DayOf, BeginsAtTheJumpWhereTheHourIsSkipped) {
  const DayRule berlin{Zone("Europe/Berlin"), 2};  // 02:00 to 03:00 does not exist on 2026-03-29
  EXPECT_EQ(DateAt("2026-03-29T00:59:59Z", berlin), "2026-03-28");
  EXPECT_EQ(DateAt("2026-03-29T01:00:00Z", berlin), "2026-03-29");
  const DayRule new_york{Zone("America/New_York"), 2};
  EXPECT_EQ(DateAt("2026-03-08T06:59:59Z", new_york), "2026-03-07");
  EXPECT_EQ(DateAt("2026-03-08T07:00:00Z", new_york), "2026-03-08");
}

// 02:00 to 03:00 comes twice; the second time is no way back to yesterday.
TEST(DayOf, BeginsTheFirstTimeWhereTheHourComesTwice) {
  const DayRule rule{Zone("Europe/Berlin"), 2};
  EXPECT_EQ(DateAt("2026-10-24T23:59:59Z", rule), "2026-10-24");
  EXPECT_EQ(DateAt("2026-10-25T00:00:00Z", rule), "2026-10-25");
  EXPECT_EQ(DateAt("2026-10-25T01:00:00Z", rule), "2026-10-25");
  const DayRule new_york{Zone("America/New_York"), 1};
  EXPECT_EQ(DateAt("2026-11-01T04:59:59Z", new_york), "2026-10-31");
  EXPECT_EQ(DateAt("2026-11-01T05:00:00Z", new_york), "2026-11-01");
  EXPECT_EQ(DateAt("2026-11-01T06:00:00Z", new_york), "2026-11-01");
}

TEST(DayOf, SurvivesADateThatNeverWas) {
  const DayRule rule{Zone("Pacific/Apia"), 4};  // skipped 2011-12-30
  EXPECT_EQ(DateAt("2011-12-30T09:59:59Z", rule), "2011-12-29");
  Day before = DayOf(absl::FromUnixSeconds(1325000000), rule);
  for (int hour = 0; hour < 200; ++hour) {
    const Day day = DayOf(absl::FromUnixSeconds(1325000000) + absl::Hours(hour), rule);
    EXPECT_GE(day, before);
    before = day;
  }
}

TEST(DayOf, NeverGoesBackAndAgreesWithDayStart) {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}) {
    for (int hour : {0, 1, 2, 3, 4, 23}) {
      const DayRule rule{Zone(name), hour};
      Day before = DayOf(absl::FromUnixSeconds(1767225600), rule);
      for (int step = 1; step < 366 * 24 * 2; ++step) {
        const absl::Time time = absl::FromUnixSeconds(1767225600) + step * absl::Minutes(30);
        const Day day = DayOf(time, rule);
        ASSERT_TRUE(day == before || day == before + 1) << name << " " << hour << " " << time;
        ASSERT_LE(DayStart(day, rule), time);
        ASSERT_GT(DayStart(day + 1, rule), time);
        before = day;
      }
    }
  }
}

TEST(ParseDate, TakesIsoDaysOnly) {
  EXPECT_EQ(ParseDate("1970-01-01"), 0);
  EXPECT_EQ(ParseDate("2000-02-29"), 11016);
  EXPECT_EQ(ParseDate("1969-12-31"), -1);
  EXPECT_EQ(DateText(*ParseDate("0999-12-31")), "0999-12-31");
  for (const char* text : {"", "2026-2-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026/01/01",
                           "+026-01-01", "2026-01- 1", "0000-01-01", "2026-01-01T", "20260101"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(WeekStart, IsMondayAlsoOverTheNewYearAndBefore1970) {
  EXPECT_EQ(DateText(WeekStart(*ParseDate("2026-01-01"))), "2025-12-29");
  EXPECT_EQ(DateText(WeekStart(*ParseDate("2024-12-30"))), "2024-12-30");
  EXPECT_EQ(DateText(WeekStart(*ParseDate("2021-01-03"))), "2020-12-28");
  EXPECT_EQ(DateText(WeekStart(*ParseDate("1969-12-28"))), "1969-12-22");
}

TEST(MonthStart, KnowsTheLengthOfMonths) {
  EXPECT_EQ(DateText(MonthStart(*ParseDate("2024-02-29"))), "2024-02-01");
  EXPECT_EQ(DateText(NextMonthStart(*ParseDate("2024-02-29"))), "2024-03-01");
  EXPECT_EQ(DateText(NextMonthStart(*ParseDate("2025-12-31"))), "2026-01-01");
  EXPECT_EQ(DateText(YearStart(2024)), "2024-01-01");
}

}  // namespace
}  // namespace lyceum::progress
