#include "services/lyceumctl/dates.h"

#include "gtest/gtest.h"

namespace lyceum::ctl {
namespace {

void ExpectDate(const char* text, int year, int month, int day) {
  const auto date = ReadDate(text);
  ASSERT_TRUE(date) << text;
  EXPECT_EQ(date->year, year) << text;
  EXPECT_EQ(date->month, month) << text;
  EXPECT_EQ(date->day, day) << text;
}

TEST(ReadDate, TakesWhatPeopleType) {
  ExpectDate("1961-04-17", 1961, 4, 17);
  ExpectDate("1961-04", 1961, 4, 0);
  ExpectDate(" 1961 ", 1961, 0, 0);
  ExpectDate("17 April 1961", 1961, 4, 17);
  ExpectDate("5th March 1953", 1953, 3, 5);
  ExpectDate("April 17, 1961", 1961, 4, 17);
  ExpectDate("Jul 1962", 1962, 7, 0);
  ExpectDate("44 BC", -43, 0, 0);
  ExpectDate("15 March 44 BC", -43, 3, 15);
  ExpectDate("-43", -43, 0, 0);
}

TEST(ReadDate, RefusesWhatIsNone) {
  for (const char* text : {"", "BC", "never", "1961-13", "1961-02-30", "30 February 1961", "1961-4-0", "1-2-3-4",
                           "17 17 1961", "April", "99999999"}) {
    EXPECT_FALSE(ReadDate(text)) << text;
  }
}

TEST(ReadDay, CountsBackFromToday) {
  EXPECT_EQ(ReadDay("today", "2026-03-15"), "2026-03-15");
  EXPECT_EQ(ReadDay("-1d", "2026-03-01"), "2026-02-28");
  EXPECT_EQ(ReadDay("-2w", "2026-03-15"), "2026-03-01");
  EXPECT_EQ(ReadDay("-3m", "2026-03-15"), "2025-12-15");
  EXPECT_EQ(ReadDay("2026-01-02", "2026-03-15"), "2026-01-02");
  for (const char* text : {"", "-d", "-1y", "soon", "--1d"}) EXPECT_FALSE(ReadDay(text, "2026-03-15")) << text;
}

}  // namespace
}  // namespace lyceum::ctl
