// Days of the proleptic Gregorian calendar, as precise as asked.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::quiz {

struct DayRange {
  absl::CivilDay earliest, latest;  // both included
};

// "1962-07-01", "-0044-03-15"; nothing if there is no such day.
std::optional<absl::CivilDay> ParseDay(absl::string_view iso);

// Whether the date exists; parts after a 0 must be 0.
bool IsDate(const v1::DateResponse& date);

// How precise a valid date is.
v1::DateItem::Precision PrecisionOf(const v1::DateResponse& date);

// The days of the year, month or day that `day` is in.
DayRange Around(absl::CivilDay day, v1::DateItem::Precision precision);

}  // namespace lyceum::quiz
