// The learner's day of an instant. A day begins at the rollover hour of local
// time, so that an evening that gets late is still one day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum::progress {

// Days since 1970-01-01, the proleptic Gregorian calendar.
using Day = int64_t;

// Where and when a learner's day begins.
struct DayRule {
  absl::TimeZone zone = absl::UTCTimeZone();
  int rollover_hour = 4;  // 0 to 23, local time
};

// The day whose span [DayStart(day), DayStart(day + 1)) holds the instant. Thus
// every instant has exactly one day and days never go back as time goes on,
// also where clocks are set forward or back across the rollover hour.
Day DayOf(absl::Time instant, const DayRule& rule);

// The first instant of a day: the rollover hour on that date. Where the clocks
// show that hour twice, the first time; where they skip it, the instant of the
// jump.
absl::Time DayStart(Day day, const DayRule& rule);

// "2026-03-01", ISO 8601.
std::string DateText(Day day);

// The day of a text as DateText writes it, years 0001 to 9999; nothing for any
// other text or a date that is not in the calendar.
std::optional<Day> ParseDate(absl::string_view text);

// First day of the ISO 8601 week (Monday) and of the month that holds the day.
Day WeekStart(Day day);
Day MonthStart(Day day);

// First day of the month after the one that holds the day.
Day NextMonthStart(Day day);

// 1 January of a year.
Day YearStart(int64_t year);

}  // namespace lyceum::progress
