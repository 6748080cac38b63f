// What the marks of many attempts say about a quiz and its items: classical test theory. Each figure, its formula and
// where that is from stand in analysis.proto.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/types/span.h"
#include "lyceum/quiz/v1/analysis.pb.h"
#include "services/quiz/statistics/tally.h"

namespace lyceum::quiz {

// Takes attempts one by one and knows the statistics at any time. All that it keeps are sums and tallies of whole
// numbers, so they do not depend on the order, and taking away and adding again leaves no trace.
//
// Marks may be in any unit, the same for all, and may be below 0. Exact for up to 1,000,000 attempts if no total passes
// 10^12: then the sums keep below 2^127.
class Analysis {
 public:
  // One maximum an item; they give facility and intended weight.
  explicit Analysis(std::vector<int64_t> max_marks);

  // A mark for each item, 0 where there was no answer. `total` is their sum, unless marks were given beside the items.
  void Add(absl::Span<const int64_t> marks, int64_t total) { Count(marks, total, 1); }
  // What was added so before.
  void Remove(absl::Span<const int64_t> marks, int64_t total) { Count(marks, total, -1); }

  // The figures that follow from marks: `test`, and for each item those from mean to consistency_without. Costs a pass
  // over the distinct marks and rests of each item. Not const: it sorts in what was added.
  v1::QuizAnalysis Calculate();

  int64_t attempts() const { return attempts_; }

 private:
  struct Item {
    int64_t max = 0;
    absl::int128 sum = 0, squares = 0, with_total = 0;  // of x, x * x, x * T
    Tally marks, rests;
  };
  void Count(absl::Span<const int64_t> marks, int64_t total, int sign);
  v1::TestStatistics CalculateTest();
  v1::ItemStatistics CalculateItem(Item& item) const;
  // Each is s (s - 1) times what its name says, so that it is a whole number.
  absl::int128 TotalVariance() const;
  absl::int128 Variance(const Item& item) const;
  absl::int128 RestVariance(const Item& item) const;
  absl::int128 WithTotal(const Item& item) const;

  std::vector<Item> items_;
  int64_t attempts_ = 0;
  absl::int128 sum_ = 0, squares_ = 0;  // of T, T * T
  Tally totals_;
};

}  // namespace lyceum::quiz
