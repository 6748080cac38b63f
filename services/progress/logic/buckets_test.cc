#include "services/progress/logic/buckets.h"

#include <gmock/gmock.h>

namespace lyceum::progress {
namespace {

using testing::ElementsAre;

std::vector<std::string> Spans(const char* first, const char* last, Granularity granularity, int limit = 1000) {
  std::vector<std::string> spans;
  for (const Bucket& b : CutRange(*ParseDate(first), *ParseDate(last), granularity, limit)) {
    spans.push_back(DateText(b.first) + ".." + DateText(b.last));
  }
  return spans;
}

TEST(CutRange, CutsWeeksAtMondayOverTheNewYear) {
  EXPECT_THAT(Spans("2025-12-27", "2026-01-06", Granularity::kWeek),
              ElementsAre("2025-12-27..2025-12-28", "2025-12-29..2026-01-04", "2026-01-05..2026-01-06"));
}

TEST(CutRange, CutsMonthsAtTheirFirst) {
  EXPECT_THAT(Spans("2024-01-31", "2024-03-01", Granularity::kMonth),
              ElementsAre("2024-01-31..2024-01-31", "2024-02-01..2024-02-29", "2024-03-01..2024-03-01"));
}

TEST(CutRange, StopsAtTheLimit) {
  EXPECT_THAT(Spans("2026-01-01", "2026-12-31", Granularity::kDay, 2),
              ElementsAre("2026-01-01..2026-01-01", "2026-01-02..2026-01-02"));
}

TEST(CutRange, GivesNothingForAnEmptyRange) {
  EXPECT_TRUE(Spans("2026-01-02", "2026-01-01", Granularity::kDay).empty());
}

TEST(Fill, AddsEachDayToItsBucketAndSubject) {
  std::vector<Bucket> buckets = CutRange(10, 24, Granularity::kWeek, 1000);  // 1970-01-11 is a Sunday
  ASSERT_EQ(buckets.size(), 3);
  Totals one;
  one.answers = 1;
  one.score_micros = 5;
  Fill(buckets, {{9, "x", one}, {10, "x", one}, {11, "x", one}, {17, "y", one}, {18, "", one}, {24, "x", one},
                 {25, "x", one}});
  EXPECT_EQ(buckets[0].totals.answers, 1);
  EXPECT_EQ(buckets[1].totals.answers, 2);
  EXPECT_EQ(buckets[1].totals.score_micros, 10);
  EXPECT_EQ(buckets[1].subjects.at("y"), one);
  EXPECT_EQ(buckets[2].totals.answers, 2);
  EXPECT_EQ(buckets[2].subjects.size(), 2);
}

}  // namespace
}  // namespace lyceum::progress
