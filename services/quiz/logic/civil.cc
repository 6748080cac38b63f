#include "services/quiz/logic/civil.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "services/quiz/limits.h"

namespace lyceum::quiz {

std::optional<absl::CivilDay> ParseDay(absl::string_view iso) {
  const bool before_christ = !iso.empty() && iso[0] == '-';
  if (before_christ) iso.remove_prefix(1);
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  for (const size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(iso[at])) return std::nullopt;
  }
  int year = 0, month = 0, day = 0;
  if (!absl::SimpleAtoi(iso.substr(0, 4), &year) || !absl::SimpleAtoi(iso.substr(5, 2), &month) ||
      !absl::SimpleAtoi(iso.substr(8, 2), &day)) {
    return std::nullopt;
  }
  const absl::CivilDay civil(before_christ ? -year : year, month, day);
  if (civil.month() != month || civil.day() != day) return std::nullopt;  // 31 February was carried over
  return civil;
}

bool IsDate(const v1::DateResponse& date) {
  if (date.year() < -limits::kMaxYear || date.year() > limits::kMaxYear) return false;
  if (date.month() == 0) return date.day() == 0;
  if (date.month() < 1 || date.month() > 12 || date.day() < 0 || date.day() > 31) return false;
  const int day = std::max(date.day(), 1);
  return absl::CivilDay(date.year(), date.month(), day).day() == day;
}

v1::DateItem::Precision PrecisionOf(const v1::DateResponse& date) {
  if (date.day() != 0) return v1::DateItem::PRECISION_DAY;
  return date.month() != 0 ? v1::DateItem::PRECISION_MONTH : v1::DateItem::PRECISION_YEAR;
}

DayRange Around(absl::CivilDay day, v1::DateItem::Precision precision) {
  switch (precision) {
    case v1::DateItem::PRECISION_YEAR: {
      const absl::CivilYear year(day);
      return {absl::CivilDay(year), absl::CivilDay(year + 1) - 1};
    }
    case v1::DateItem::PRECISION_MONTH: {
      const absl::CivilMonth month(day);
      return {absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
    }
    default:
      return {day, day};
  }
}

}  // namespace lyceum::quiz
