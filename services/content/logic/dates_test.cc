#include "services/content/logic/dates.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lyceum::content {
namespace {

std::string Read(absl::string_view text) {
  v1::HistoricalDate date = ParseHistoricalDate(text);
  std::string precision = v1::HistoricalDate::Precision_Name(date.precision()).substr(10);
  if (date.precision() == v1::HistoricalDate::PRECISION_TEXT) return precision;
  if (date.earliest() == date.latest()) return absl::StrCat(precision, " ", date.earliest());
  return absl::StrCat(precision, " ", date.earliest(), " ", date.latest());
}

TEST(ParseHistoricalDate, ReadsDays) {
  for (absl::string_view text :
       {"5th March 1953", "March 5, 1953", "5 March 1953", "1953-03-05", "Mar. 5th, 1953", "5. März 1953",
        "5 mars 1953", "5 de marzo de 1953", "05.03.1953", "the 5th of March 1953", "  5 March 1953. "}) {
    EXPECT_EQ(Read(text), "DAY 1953-03-05") << text;
  }
  EXPECT_EQ(Read("1er janvier 1800"), "DAY 1800-01-01");
  EXPECT_EQ(Read("29 February 1960"), "DAY 1960-02-29");
}

TEST(ParseHistoricalDate, ReadsWhatIsLessPrecise) {
  EXPECT_EQ(Read("July 1962"), "MONTH 1962-07-01 1962-07-31");
  EXPECT_EQ(Read("Feb. 1960"), "MONTH 1960-02-01 1960-02-29");
  EXPECT_EQ(Read("1956"), "YEAR 1956-01-01 1956-12-31");
  EXPECT_EQ(Read("1960s"), "DECADE 1960-01-01 1969-12-31");
  EXPECT_EQ(Read("the 1960s"), "DECADE 1960-01-01 1969-12-31");
  EXPECT_EQ(Read("1960er Jahre"), "DECADE 1960-01-01 1969-12-31");
  EXPECT_EQ(Read("19th century"), "CENTURY 1801-01-01 1900-12-31");
  EXPECT_EQ(Read("nineteenth century"), "CENTURY 1801-01-01 1900-12-31");
  EXPECT_EQ(Read("19. Jahrhundert"), "CENTURY 1801-01-01 1900-12-31");
  EXPECT_EQ(Read("XIXe siècle"), "CENTURY 1801-01-01 1900-12-31");
  EXPECT_EQ(Read("siglo XIX"), "CENTURY 1801-01-01 1900-12-31");
  EXPECT_EQ(Read("c. 1850"), "RANGE 1845-01-01 1855-12-31");
}

TEST(ParseHistoricalDate, ReadsRanges) {
  EXPECT_EQ(Read("17-20th April 1961"), "RANGE 1961-04-17 1961-04-20");
  EXPECT_EQ(Read("17–20 April 1961"), "RANGE 1961-04-17 1961-04-20");
  EXPECT_EQ(Read("17th April - 20th May 1961"), "RANGE 1961-04-17 1961-05-20");
  EXPECT_EQ(Read("April 17-20, 1961"), "RANGE 1961-04-17 1961-04-20");
  EXPECT_EQ(Read("July to August 1962"), "RANGE 1962-07-01 1962-08-31");
  EXPECT_EQ(Read("30 December 1961 - 2 January 1962"), "RANGE 1961-12-30 1962-01-02");
  EXPECT_EQ(Read("17. bis 20. April 1961"), "RANGE 1961-04-17 1961-04-20");
  EXPECT_EQ(Read("1958-1964"), "RANGE 1958-01-01 1964-12-31");
  EXPECT_EQ(Read("1956/57"), "RANGE 1956-01-01 1957-12-31");
  EXPECT_EQ(Read("1914–18"), "RANGE 1914-01-01 1918-12-31");
}

TEST(ParseHistoricalDate, ReadsEras) {
  EXPECT_EQ(Read("44 BC"), "YEAR -0043-01-01 -0043-12-31");
  EXPECT_EQ(Read("15 March 44 BC"), "DAY -0043-03-15");
  EXPECT_EQ(Read("AD 79"), "YEAR 0079-01-01 0079-12-31");
  EXPECT_EQ(Read("79 AD"), "YEAR 0079-01-01 0079-12-31");
  EXPECT_EQ(Read("44 v. Chr."), "YEAR -0043-01-01 -0043-12-31");
  EXPECT_EQ(Read("44 av. J.-C."), "YEAR -0043-01-01 -0043-12-31");
  EXPECT_EQ(Read("58-50 BC"), "RANGE -0057-01-01 -0049-12-31");
  EXPECT_EQ(Read("27 BC - AD 14"), "RANGE -0026-01-01 0014-12-31");
  EXPECT_EQ(Read("5th century BC"), "CENTURY -0499-01-01 -0400-12-31");
}

TEST(ParseHistoricalDate, KeepsTheRestAsText) {
  for (absl::string_view text : {"31 February 1961", "1961-13-01", "1961-02-00", "0 March 1961", "1964-1958", "soon",
                                 "", "5 March", "March", "12", "123456", "20th May - 17th April 1961", "1956 and later",
                                 "Vienna Summit", "-", "17-", "999999999999999999999"}) {
    EXPECT_EQ(Read(text), "TEXT") << text;
    EXPECT_EQ(ParseHistoricalDate(text).earliest(), "") << text;
  }
  EXPECT_EQ(ParseHistoricalDate(" soon ").text(), "soon");
}

TEST(FindDate, FindsTheFirstDateOfASentence) {
  EXPECT_EQ(FindDate("After the storm of 5th March 1953, he went on.")->text(), "5th March 1953");
  EXPECT_EQ(FindDate("The wall rose in August 1961 and fell in 1989.")->text(), "August 1961");
  EXPECT_EQ(FindDate("In the 1960s all changed")->text(), "1960s");
  EXPECT_EQ(FindDate("It was signed in 1963.")->earliest(), "1963-01-01");
  EXPECT_FALSE(FindDate("There were 250 of them, 17 broken, and 5000 more.").has_value());
  EXPECT_FALSE(FindDate("He may come.").has_value());
  EXPECT_FALSE(FindDate("").has_value());
}

}  // namespace
}  // namespace lyceum::content
