#include "services/lyceumctl/dates.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace lyceum::ctl {
namespace {

constexpr absl::string_view kMonths[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december"};

int Month(absl::string_view word) {
  if (word.size() < 3) return 0;
  for (int month = 1; month <= 12; ++month) {
    if (absl::StartsWith(kMonths[month - 1], word)) return month;
  }
  return 0;
}

// Digits, with an optional "st", "nd", "rd" or "th" where `ordinal` allows it.
bool Number(absl::string_view word, bool ordinal, int& number) {
  size_t digits = 0;
  while (digits < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[digits]))) ++digits;
  const absl::string_view rest = word.substr(digits);
  const bool ends = rest.empty() || (ordinal && (rest == "st" || rest == "nd" || rest == "rd" || rest == "th"));
  return digits > 0 && digits <= 6 && ends && absl::SimpleAtoi(word.substr(0, digits), &number);
}

std::optional<TypedDate> Checked(TypedDate date) {
  if (date.month < 0 || date.month > 12 || date.day < 0) return std::nullopt;
  if (date.day > 0) {
    // A civil day that does not exist is normalized to another one.
    const absl::CivilDay day(date.year, date.month, date.day);
    if (date.month == 0 || day.month() != date.month || day.day() != date.day) return std::nullopt;
  }
  return date;
}

std::optional<TypedDate> ReadIso(absl::string_view text) {
  const bool before = absl::StartsWith(text, "-");
  if (before) text.remove_prefix(1);
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  TypedDate date;
  int* const fields[] = {&date.year, &date.month, &date.day};
  if (parts.size() > 3) return std::nullopt;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!Number(parts[i], false, *fields[i]) || (i > 0 && *fields[i] == 0)) return std::nullopt;
  }
  if (before) date.year = -date.year;
  return Checked(date);
}

}  // namespace

std::optional<TypedDate> ReadDate(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  std::vector<absl::string_view> words = absl::StrSplit(lower, absl::ByAnyChar(" ,"), absl::SkipEmpty());
  bool before_christ = false;
  if (!words.empty() && (words.back() == "bc" || words.back() == "bce")) {
    before_christ = true;
    words.pop_back();
  } else if (words.size() > 1 && (words.back() == "ad" || words.back() == "ce")) {
    words.pop_back();
  }
  if (words.empty()) return std::nullopt;
  if (words.size() == 1 && !before_christ) return ReadIso(words[0]);

  TypedDate date;
  if (!Number(words.back(), false, date.year)) return std::nullopt;
  if (before_christ) date.year = 1 - date.year;
  words.pop_back();
  for (const absl::string_view word : words) {
    int number = 0;
    if (const int month = Month(word); month > 0 && date.month == 0) {
      date.month = month;
    } else if (date.day == 0 && Number(word, true, number) && number > 0) {
      date.day = number;
    } else {
      return std::nullopt;
    }
  }
  return Checked(date);
}

std::optional<std::string> ReadDay(absl::string_view text, absl::string_view today) {
  absl::CivilDay now, day;
  if (!absl::ParseCivilTime(today, &now)) return std::nullopt;
  int count = 0;
  if (text == "today") {
    day = now;
  } else if (absl::StartsWith(text, "-") && text.size() > 2 &&
             absl::SimpleAtoi(text.substr(1, text.size() - 2), &count)) {
    if (count < 0 || count > 100'000) return std::nullopt;
    if (text.back() == 'd') day = now - count;
    else if (text.back() == 'w') day = now - 7 * count;
    else if (text.back() == 'm') day = absl::CivilDay(absl::CivilMonth(now) - count) + (now.day() - 1);
    else return std::nullopt;
  } else if (!absl::ParseCivilTime(text, &day)) {
    return std::nullopt;
  }
  return absl::FormatCivilTime(day);
}

}  // namespace lyceum::ctl
