// Dates.
#include <algorithm>

#include "common/base/errors.h"
#include "services/quiz/logic/civil.h"
#include "services/quiz/logic/grade_kinds.h"

namespace lyceum::quiz {

absl::Status CheckDate(const v1::DateResponse& response) {
  if (IsDate(response)) return absl::OkStatus();
  return InvalidField("response.date", "must be a date between the years -9999 and 9999");
}

Judgement GradeDate(const v1::DateItem& item, const v1::DateResponse& response) {
  const auto earliest = ParseDay(item.earliest()), latest = ParseDay(item.latest());
  if (!earliest || !latest || !IsDate(response)) return {};
  // The enum runs from precise to coarse.
  if (PrecisionOf(response) > item.precision()) return {};
  const absl::CivilDay first(response.year(), std::max(response.month(), 1), std::max(response.day(), 1));
  const DayRange meant = Around(first, item.precision());
  return {meant.earliest <= *latest && meant.latest >= *earliest ? kEverything : kNothing, ""};
}

}  // namespace lyceum::quiz
