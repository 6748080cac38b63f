#include "services/progress/logic/buckets.h"

#include <algorithm>

namespace lyceum::progress {
namespace {

// The first day of the bucket after the one that holds `day`.
Day Next(Day day, Granularity granularity) {
  switch (granularity) {
    case Granularity::kWeek:
      return WeekStart(day) + 7;
    case Granularity::kMonth:
      return NextMonthStart(day);
    case Granularity::kDay:
      break;
  }
  return day + 1;
}

}  // namespace

std::vector<Bucket> CutRange(Day first, Day last, Granularity granularity, int limit) {
  std::vector<Bucket> buckets;
  while (first <= last && static_cast<int>(buckets.size()) < limit) {
    const Day next = Next(first, granularity);
    Bucket& bucket = buckets.emplace_back();
    bucket.first = first;
    bucket.last = std::min(next - 1, last);
    first = next;
  }
  return buckets;
}

void Fill(std::vector<Bucket>& buckets, absl::Span<const DayTotals> rows) {
  for (const DayTotals& row : rows) {
    auto bucket = std::upper_bound(buckets.begin(), buckets.end(), row.day,
                                   [](Day day, const Bucket& b) { return day < b.first; });
    if (bucket == buckets.begin()) continue;
    --bucket;
    if (row.day > bucket->last) continue;
    bucket->totals += row.totals;
    bucket->subjects[row.subject] += row.totals;
  }
}

}  // namespace lyceum::progress
