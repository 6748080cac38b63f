// A range of days cut into days, ISO weeks or months, with the sums of each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/progress/logic/days.h"
#include "services/progress/logic/totals.h"

namespace lyceum::progress {

enum class Granularity { kDay, kWeek, kMonth };

// What was done on one day for one subject.
struct DayTotals {
  Day day = 0;
  std::string subject;
  Totals totals;

  bool operator==(const DayTotals&) const = default;
};

struct Bucket {
  Day first = 0;  // both included
  Day last = 0;
  Totals totals;
  std::map<std::string, Totals> subjects;
};

// The buckets of [first, last], oldest first, at most `limit` of them, all sums
// 0. Weeks begin on Monday (ISO 8601), months on their 1st; the first and the
// last bucket are cut to the range.
std::vector<Bucket> CutRange(Day first, Day last, Granularity granularity, int limit);

// Adds each row to the bucket that holds its day; rows outside all are ignored.
void Fill(std::vector<Bucket>& buckets, absl::Span<const DayTotals> rows);

}  // namespace lyceum::progress
