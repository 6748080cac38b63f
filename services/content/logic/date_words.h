// The words dates are written with, in English, German, French and Spanish, and the cutting
// of a text into numbers, words and marks.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::content {

struct DateToken {
  enum class Kind { kNumber, kWord, kMark };
  Kind kind = Kind::kMark;
  // Lower case; a number's letters that follow it at once ("th", "s", "er").
  std::string text;
  // Of a number: its value and how many digits it has.
  int value = 0;
  int digits = 0;
  // Bytes in the source.
  size_t begin = 0;
  size_t end = 0;
};

// All tokens but white space. Numbers of more than four digits become words, so that no
// part of them is taken for a year.
std::vector<DateToken> DateTokens(absl::string_view text);

// 1 to 12 for a month's name or abbreviation in lower case; 0 for any other word.
int MonthNumber(absl::string_view word);

// "nineteenth", "xix" or "xixe" as 19; 0 if it is neither.
int CenturyNumber(absl::string_view word);

bool IsOrdinalSuffix(absl::string_view suffix);
bool IsDecadeSuffix(absl::string_view suffix);
// "century", "jahrhundert", "siècle", "siglo".
bool IsCenturyWord(absl::string_view word);
// "c", "ca", "circa", "about", "um", "vers", "hacia".
bool IsCircaWord(absl::string_view word);
// "to", "bis", "until", "au", "al": between the ends of a range.
bool IsRangeWord(absl::string_view word);
// "the", "of", "de", "im": say nothing.
bool IsFillerWord(absl::string_view word);

}  // namespace lyceum::content
