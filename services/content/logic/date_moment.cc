#include "services/content/logic/date_moment.h"

#include <cstdlib>

#include "absl/strings/str_format.h"

namespace lyceum::content {

using v1::HistoricalDate;

bool Bounds(const Moment& moment, absl::CivilDay& first, absl::CivilDay& last) {
  // A century BC counts backwards: the 5th is 500 to 401 BC.
  int year = moment.year;
  if (moment.before_christ) year = moment.years == 100 ? 1 - (moment.year + 99) : 1 - moment.year;
  if (moment.month == 0) {
    first = absl::CivilDay(year, 1, 1);
    last = absl::CivilDay(year + moment.years - 1, 12, 31);
    return true;
  }
  if (moment.month > 12) return false;
  if (moment.day == 0) {
    first = absl::CivilDay(year, moment.month, 1);
    last = absl::CivilDay(absl::CivilMonth(first) + 1) - 1;
    return true;
  }
  first = last = absl::CivilDay(year, moment.month, moment.day);
  return first.month() == moment.month && first.day() == moment.day;
}

HistoricalDate::Precision PrecisionOf(const Moment& moment) {
  if (moment.day > 0) return HistoricalDate::PRECISION_DAY;
  if (moment.month > 0) return HistoricalDate::PRECISION_MONTH;
  if (moment.years == 100) return HistoricalDate::PRECISION_CENTURY;
  return moment.years == 10 ? HistoricalDate::PRECISION_DECADE : HistoricalDate::PRECISION_YEAR;
}

std::string IsoDay(absl::CivilDay day) {
  return absl::StrFormat("%s%04d-%02d-%02d", day.year() < 0 ? "-" : "", std::abs(day.year()), day.month(), day.day());
}

}  // namespace lyceum::content
