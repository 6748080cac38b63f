// Dates as people type them.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::ctl {

struct TypedDate {
  int year = 0;   // astronomical: 0 is 1 BC
  int month = 0;  // 0 if not given
  int day = 0;    // 0 if not given
};

// "1961-04-17", "1961-04", "1961", "17 April 1961", "17th April 1961",
// "April 17, 1961", "July 1962", "44 BC". English month names, at least their
// first three letters. Nothing for anything else, or a day no month has.
std::optional<TypedDate> ReadDate(absl::string_view text);

// A day in ISO 8601, "today", or days, weeks or months back such as "-7d",
// "-2w", "-3m" from `today`; the result in ISO 8601. Nothing for anything else.
std::optional<std::string> ReadDay(absl::string_view text, absl::string_view today);

}  // namespace lyceum::ctl
