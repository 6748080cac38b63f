#include "services/content/logic/date_reader.h"

namespace lyceum::content {

using v1::HistoricalDate;

// "1961-08-13", "13.08.1961".
bool DateReader::ReadNumeric(Moment& moment) {
  for (absl::string_view mark : {"-", "."}) {
    if (Number(0) == nullptr || Number(2) == nullptr || Number(4) == nullptr) continue;
    if (!IsMark(1, mark) || !IsMark(3, mark)) continue;
    bool iso = mark == "-";
    const DateToken* year = Number(iso ? 0 : 4);
    const DateToken* day = Number(iso ? 4 : 0);
    if (year->digits != 4 || Number(2)->digits > 2 || day->digits > 2) continue;
    if (iso && (Number(2)->digits != 2 || day->digits != 2 || !Touch(1) || !Touch(2) || !Touch(3) || !Touch(4))) {
      continue;
    }
    moment = {.day = day->value, .month = Number(2)->value, .year = year->value, .has_year = true, .digits = 4};
    // A day or month of 0, or a month of 13, is read so that Settle refuses it.
    if (moment.day == 0) moment.day = 99;
    if (moment.month == 0) moment.month = 99;
    at_ += 5;
    return true;
  }
  return false;
}

// "19th century", "nineteenth century", "19. Jahrhundert", "XIXe siècle", "siglo XIX".
bool DateReader::ReadCentury(Moment& moment) {
  size_t at = at_;
  int century = 0;
  if (Word() != nullptr && IsCenturyWord(Word()->text) && Word(1) != nullptr) {
    century = CenturyNumber(Word(1)->text);
    at += 2;
  } else {
    size_t ahead = 1;
    if (Number() != nullptr && Number()->digits <= 2) {
      century = Number()->value;
      if (IsMark(1, ".")) ahead = 2;
    } else if (Word() != nullptr) {
      century = CenturyNumber(Word()->text);
    }
    if (IsMark(ahead, "-")) ++ahead;
    if (Word(ahead) == nullptr || !IsCenturyWord(Word(ahead)->text)) return false;
    at += ahead + 1;
  }
  if (century < 1 || century > 30) return false;
  at_ = at;
  moment = {.year = (century - 1) * 100 + 1, .has_year = true, .years = 100, .digits = 4};
  ReadEra(moment);
  return true;
}

// "BC", "BCE", "AD", "CE", "v. Chr.", "n. Chr.", "av. J.-C.", "a. C.".
void DateReader::ReadEra(Moment& moment) {
  const DateToken* word = Word();
  if (word == nullptr) return;
  auto chr = [&](absl::string_view second) {
    size_t ahead = IsMark(1, ".") ? 2 : 1;
    return Word(ahead) != nullptr && Word(ahead)->text == second ? ahead + 1 : size_t{0};
  };
  size_t used = 0;
  if (word->text == "bc" || word->text == "bce") {
    moment.before_christ = true;
    used = 1;
  } else if (word->text == "ad" || word->text == "ce") {
    used = 1;
  } else if (word->text == "v" || word->text == "n") {
    used = chr("chr");
    moment.before_christ = used > 0 && word->text == "v";
  } else if (word->text == "av" || word->text == "apr") {
    size_t ahead = IsMark(1, ".") ? 2 : 1;
    if (Word(ahead) != nullptr && Word(ahead)->text == "j") {
      used = ahead + 1;
      while (used < 7 && (IsMark(used, ".") || IsMark(used, "-"))) ++used;
      used += Word(used) != nullptr && Word(used)->text == "c" ? 1 : 0;
      moment.before_christ = word->text == "av";
    }
  } else if (word->text == "a" || word->text == "d") {
    used = chr("c");
    moment.before_christ = used > 0 && word->text == "a";
  }
  if (used == 0) return;
  moment.has_era = true;
  at_ += used;
  if (used > 1 && IsMark(0, ".")) ++at_;
}

// A year that may follow a month: "July 1962", "März, 1962", "mayo de 1962".
void DateReader::ReadYearAfter(Moment& moment) {
  size_t ahead = 0;
  if (IsMark(ahead, ".")) ++ahead;
  if (IsMark(ahead, ",")) ++ahead;
  while (Word(ahead) != nullptr && IsFillerWord(Word(ahead)->text)) ++ahead;
  const DateToken* year = Number(ahead);
  if (year == nullptr || !year->text.empty()) return;
  bool era = Word(ahead + 1) != nullptr && (Word(ahead + 1)->text == "bc" || Word(ahead + 1)->text == "ad" ||
                                            Word(ahead + 1)->text == "bce" || Word(ahead + 1)->text == "ce");
  if (year->digits < 3 && !era) return;
  at_ += ahead + 1;
  moment.year = year->value;
  moment.digits = year->digits;
  moment.has_year = true;
  ReadEra(moment);
}

// "March 5, 1953", "July 1962", "March" as one end of a range.
bool DateReader::ReadMonthFirst(Moment& moment) {
  if (Word() == nullptr || MonthNumber(Word()->text) == 0) return false;
  moment = {.month = MonthNumber(Word()->text)};
  ++at_;
  size_t ahead = IsMark(0, ".") ? 1 : 0;
  const DateToken* day = Number(ahead);
  if (day != nullptr && day->digits <= 2 && (day->text.empty() || IsOrdinalSuffix(day->text))) {
    moment.day = day->value == 0 ? 99 : day->value;
    at_ += ahead + 1;
  }
  ReadYearAfter(moment);
  return true;
}

// "5th March 1953", "5. März 1953", "5 de marzo de 1953", "17" before "-20th April".
bool DateReader::ReadDayFirst(Moment& moment, const Moment* before) {
  const DateToken* day = Number();
  if (day == nullptr || day->digits > 2) return false;
  if (!day->text.empty() && !IsOrdinalSuffix(day->text)) return false;
  size_t ahead = 1;
  if (IsMark(ahead, ".")) ++ahead;
  while (Word(ahead) != nullptr && IsFillerWord(Word(ahead)->text)) ++ahead;
  moment = {.day = day->value == 0 ? 99 : day->value};
  if (Word(ahead) != nullptr && MonthNumber(Word(ahead)->text) > 0) {
    moment.month = MonthNumber(Word(ahead)->text);
    at_ += ahead + 1;
    ReadYearAfter(moment);
    return true;
  }
  // "March 5-7, 1953": the second day of a month already named.
  if (before != nullptr && before->month > 0 && before->day > 0) {
    moment.month = before->month;
    ++at_;
    ReadYearAfter(moment);
    return moment.has_year;
  }
  // "17-20th April 1961": the month comes after the mark.
  if (before != nullptr) return false;
  ++at_;
  Take(".");
  return IsMark(0, "-") || (Word() != nullptr && IsRangeWord(Word()->text));
}

bool DateReader::ReadYear(Moment& moment, const Moment* before) {
  moment = {};
  bool era_first = Word() != nullptr && Word()->text == "ad";
  const DateToken* number = Number(era_first ? 1 : 0);
  if (number == nullptr) return false;
  if (IsDecadeSuffix(number->text) && number->digits >= 3 && number->value % 10 == 0) {
    moment = {.year = number->value, .has_year = true, .years = 10, .digits = number->digits};
    ++at_;
    if (Word() != nullptr && (Word()->text == "jahre" || Word()->text == "jahren")) ++at_;
    return true;
  }
  if (!number->text.empty()) return false;
  moment = {.year = number->value, .has_year = true, .bare = true, .digits = number->digits};
  size_t start = at_;
  at_ += era_first ? 2 : 1;
  moment.has_era = era_first;
  if (!era_first) ReadEra(moment);
  // "1956/57", "1914-18".
  if (before != nullptr && before->bare && !moment.has_era && number->digits == 2 && before->digits == 4) {
    moment.year = before->year / 100 * 100 + number->value;
    return moment.year > before->year;
  }
  bool range_to_era = before == nullptr && (IsMark(0, "-") || IsMark(0, "/"));
  if (number->value > 0 && (number->digits >= 3 || moment.has_era || range_to_era)) return true;
  at_ = start;
  return false;
}

bool DateReader::ReadMoment(Moment& moment, const Moment* before) {
  SkipFillers();
  if (Word() != nullptr && (Word()->text == "années" || Word()->text == "años") && Number(1) != nullptr &&
      Number(1)->digits == 4 && Number(1)->value % 10 == 0) {
    moment = {.year = Number(1)->value, .has_year = true, .years = 10, .digits = 4};
    at_ += 2;
    return true;
  }
  size_t start = at_;
  if (ReadNumeric(moment) || ReadCentury(moment)) return true;
  at_ = start;
  if (ReadMonthFirst(moment)) return true;
  at_ = start;
  // Two bare numbers are years when an era follows: "58-50 BC".
  if (ReadDayFirst(moment, before)) return true;
  at_ = start;
  return ReadYear(moment, before);
}

bool DateReader::ReadRangeMark() {
  if (Take("-") || Take("/")) return true;
  if (Word() != nullptr && IsRangeWord(Word()->text)) {
    ++at_;
    return true;
  }
  return false;
}

bool DateReader::Read() {
  SkipFillers();
  if (Word() != nullptr && IsCircaWord(Word()->text)) {
    circa_ = true;
    ++at_;
    Take(".");
  }
  size_t start = at_;
  if (!ReadMoment(first_, nullptr)) return false;
  size_t after_first = at_;
  if (ReadRangeMark() && ReadMoment(second_, &first_) && second_.has_year) {
    ranged_ = true;
  } else {
    at_ = after_first;
  }
  bool two_numbers = first_.day > 0 && first_.month == 0;
  if (two_numbers && (!ranged_ || second_.day == 0)) {
    // The first number was no day: read it as a year of an era, or give up.
    at_ = start;
    ranged_ = false;
    if (!ReadYear(first_, nullptr) || !ReadRangeMark() || !ReadYear(second_, &first_) || !second_.has_era) return false;
    ranged_ = true;
  }
  if (ranged_) {
    if (!first_.has_year) {
      first_.year = second_.year;
      first_.has_year = true;
      first_.before_christ = second_.before_christ;
    }
    if (first_.month == 0 && first_.day > 0) first_.month = second_.month;
    if (first_.bare && !first_.has_era && second_.has_era) first_.before_christ = second_.before_christ;
  }
  return first_.has_year;
}

bool DateReader::Settle(HistoricalDate& date) const {
  absl::CivilDay earliest, latest;
  if (!Bounds(first_, earliest, latest)) return false;
  HistoricalDate::Precision precision = PrecisionOf(first_);
  if (ranged_) {
    absl::CivilDay second_first;
    if (!Bounds(second_, second_first, latest) || latest < earliest || second_first < earliest) return false;
    precision = HistoricalDate::PRECISION_RANGE;
  }
  // "About" a year may mean a few years on either side.
  if (circa_ && precision == HistoricalDate::PRECISION_YEAR) {
    constexpr int kAboutYears = 5;
    earliest = absl::CivilDay(earliest.year() - kAboutYears, 1, 1);
    latest = absl::CivilDay(latest.year() + kAboutYears, 12, 31);
    precision = HistoricalDate::PRECISION_RANGE;
  }
  date.set_earliest(IsoDay(earliest));
  date.set_latest(IsoDay(latest));
  date.set_precision(precision);
  return true;
}

}  // namespace lyceum::content
