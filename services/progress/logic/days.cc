#include "services/progress/logic/days.h"

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace lyceum::progress {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);

Day FromCivil(absl::CivilDay day) { return day - kEpoch; }
absl::CivilDay ToCivil(Day day) { return kEpoch + day; }

// Digits only: strtol and friends would take signs and blanks.
bool Digits(absl::string_view text, int& number) {
  number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return true;
}

}  // namespace

absl::Time DayStart(Day day, const DayRule& rule) {
  const absl::TimeZone::TimeInfo info = rule.zone.At(absl::CivilSecond(ToCivil(day)) + rule.rollover_hour * 3600);
  // `pre` reads a skipped hour with the offset before the jump, which is later
  // than the jump itself; the day begins at the jump.
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

Day DayOf(absl::Time instant, const DayRule& rule) {
  // The local calendar gives the day to within one; the starts of days decide.
  Day day = FromCivil(absl::ToCivilDay(instant, rule.zone));
  while (instant < DayStart(day, rule)) --day;
  while (instant >= DayStart(day + 1, rule)) ++day;
  return day;
}

std::string DateText(Day day) {
  const absl::CivilDay civil = ToCivil(day);
  return absl::StrFormat("%04d-%02d-%02d", civil.year(), civil.month(), civil.day());
}

std::optional<Day> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int year = 0, month = 0, day = 0;
  if (!Digits(text.substr(0, 4), year) || !Digits(text.substr(5, 2), month) || !Digits(text.substr(8, 2), day)) {
    return std::nullopt;
  }
  const absl::CivilDay civil(year, month, day);
  // CivilDay turns 30 February into 2 March; such a text is no date.
  if (year < 1 || civil.month() != month || civil.day() != day) return std::nullopt;
  return FromCivil(civil);
}

Day WeekStart(Day day) {
  // 1970-01-01 was a Thursday, three days after a Monday.
  const Day since_monday = ((day + 3) % 7 + 7) % 7;
  return day - since_monday;
}

Day MonthStart(Day day) { return FromCivil(absl::CivilDay(absl::CivilMonth(ToCivil(day)))); }

Day NextMonthStart(Day day) { return FromCivil(absl::CivilDay(absl::CivilMonth(ToCivil(day)) + 1)); }

Day YearStart(int64_t year) { return FromCivil(absl::CivilDay(year, 1, 1)); }

}  // namespace lyceum::progress
