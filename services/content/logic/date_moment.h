// What was stated of a date, and the days that may mean.
#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// One end of a range, or a whole date: what was stated of it. `years` is 1, 10 or 100 for
// a year, a decade, a century, which begins at `year` (astronomical once `settled`).
struct Moment {
  int day = 0;
  int month = 0;
  int year = 0;
  bool has_year = false;
  int years = 1;
  bool before_christ = false;
  bool has_era = false;
  bool bare = false;  // a year and nothing else
  int digits = 0;     // of the year
};

// The first and last day it may mean, of the proleptic Gregorian calendar; false where
// there is no such day. 1 BC is the astronomical year 0.
bool Bounds(const Moment& moment, absl::CivilDay& first, absl::CivilDay& last);

v1::HistoricalDate::Precision PrecisionOf(const Moment& moment);

// "1962-07-31", "-0043-03-15".
std::string IsoDay(absl::CivilDay day);

}  // namespace lyceum::content
