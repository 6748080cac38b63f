#include "services/quiz/statistics/analysis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lyceum::quiz {
namespace {

using absl::int128;

// Each sum of products here is s * (s - 1) times a variance or covariance: a whole number.
double Divide(int128 scaled, int64_t s) {
  return static_cast<double>(scaled) / (static_cast<double>(s) * static_cast<double>(s - 1));
}

// Of sums of products.
double Correlation(int128 both, int128 a, int128 b) {
  return static_cast<double>(both) / std::sqrt(static_cast<double>(a)) / std::sqrt(static_cast<double>(b));
}

// The sum over both in ascending order, the smallest with the smallest.
int128 SortedProducts(const std::vector<Tally::Entry>& a, const std::vector<Tally::Entry>& b) {
  int128 sum = 0;
  size_t j = 0;
  int64_t left = b.empty() ? 0 : b[0].count;
  for (Tally::Entry entry : a) {
    while (entry.count > 0 && j < b.size()) {
      const int64_t both = std::min(entry.count, left);
      sum += int128(entry.value) * b[j].value * both;
      entry.count -= both;
      left -= both;
      if (left == 0 && ++j < b.size()) left = b[j].count;
    }
  }
  return sum;
}

double Median(const std::vector<Tally::Entry>& entries, int64_t s) {
  int64_t seen = 0, low = 0;
  bool has_low = false;
  for (const Tally::Entry& entry : entries) {
    seen += entry.count;
    if (!has_low && 2 * seen >= s) {
      low = entry.value;
      has_low = true;
    }
    if (2 * seen > s) return (static_cast<double>(low) + static_cast<double>(entry.value)) / 2;
  }
  return static_cast<double>(low);
}

}  // namespace

Analysis::Analysis(std::vector<int64_t> max_marks) : items_(max_marks.size()) {
  for (size_t i = 0; i < max_marks.size(); ++i) items_[i].max = max_marks[i];
}

void Analysis::Count(absl::Span<const int64_t> marks, int64_t total, int sign) {
  attempts_ += sign;
  sum_ += sign * int128(total);
  squares_ += sign * int128(total) * total;
  sign > 0 ? totals_.Add(total) : totals_.Remove(total);
  for (size_t i = 0; i < items_.size() && i < marks.size(); ++i) {
    Item& item = items_[i];
    const int64_t x = marks[i], rest = total - x;
    item.sum += sign * int128(x);
    item.squares += sign * int128(x) * x;
    item.with_total += sign * int128(x) * total;
    sign > 0 ? item.marks.Add(x) : item.marks.Remove(x);
    sign > 0 ? item.rests.Add(rest) : item.rests.Remove(rest);
  }
}

int128 Analysis::TotalVariance() const { return attempts_ * squares_ - sum_ * sum_; }
int128 Analysis::Variance(const Item& item) const { return attempts_ * item.squares - item.sum * item.sum; }
int128 Analysis::RestVariance(const Item& item) const {
  return TotalVariance() - 2 * WithTotal(item) + Variance(item);
}
int128 Analysis::WithTotal(const Item& item) const { return attempts_ * item.with_total - item.sum * sum_; }

v1::TestStatistics Analysis::CalculateTest() {
  v1::TestStatistics test;
  test.set_attempts(attempts_);
  for (const Item& item : items_) test.set_max_score(test.max_score() + item.max);
  if (attempts_ < 1) return test;
  const double s = static_cast<double>(attempts_);
  const double mean = static_cast<double>(sum_) / s;
  test.set_mean(mean);
  test.set_median(Median(totals_.Entries(), attempts_));
  if (attempts_ < 2) return test;
  const double k2 = Divide(TotalVariance(), attempts_);
  test.set_standard_deviation(std::sqrt(k2));
  if (k2 == 0) return test;

  double m3 = 0, m4 = 0;
  for (const Tally::Entry& entry : totals_.Entries()) {
    const double d = static_cast<double>(entry.value) - mean;
    m3 += static_cast<double>(entry.count) * d * d * d / s;
    m4 += static_cast<double>(entry.count) * d * d * d * d / s;
  }
  const double m2 = k2 * (s - 1) / s;
  if (attempts_ > 2) test.set_skewness(s * s * m3 / ((s - 1) * (s - 2)) / std::pow(k2, 1.5));
  if (attempts_ > 3) {
    const double k4 = s * s * ((s + 1) * m4 - 3 * (s - 1) * m2 * m2) / ((s - 1) * (s - 2) * (s - 3));
    test.set_kurtosis(k4 / (k2 * k2));
  }
  const double p = static_cast<double>(items_.size());
  if (p < 2 || attempts_ < 3) return test;
  int128 variances = 0;
  for (const Item& item : items_) variances += Variance(item);
  test.set_internal_consistency(p / (p - 1) * (1 - Divide(variances, attempts_) / k2));
  test.set_error_ratio(std::sqrt(std::max(0.0, 1 - test.internal_consistency())));
  test.set_standard_error(test.error_ratio() * test.standard_deviation());
  return test;
}

v1::ItemStatistics Analysis::CalculateItem(Item& item) const {
  v1::ItemStatistics result;
  result.set_max_mark(item.max);
  if (attempts_ < 1) return result;
  result.set_mean(static_cast<double>(item.sum) / static_cast<double>(attempts_));
  if (item.max != 0) result.set_facility(result.mean() / static_cast<double>(item.max));
  if (attempts_ < 2) return result;
  const int128 total_variance = TotalVariance(), variance = Variance(item), with_total = WithTotal(item);
  const int128 with_rest = with_total - variance, rest_variance = RestVariance(item);
  const int128 largest =
      attempts_ * SortedProducts(item.marks.Entries(), item.rests.Entries()) - item.sum * (sum_ - item.sum);
  result.set_standard_deviation(std::sqrt(Divide(variance, attempts_)));
  if (variance != 0 && rest_variance != 0) result.set_discrimination(Correlation(with_rest, variance, rest_variance));
  if (variance != 0 && total_variance != 0) {
    result.set_total_correlation(Correlation(with_total, variance, total_variance));
  }
  if (largest != 0) {
    result.set_discrimination_efficiency(static_cast<double>(with_rest) / static_cast<double>(largest));
  }
  return result;
}

v1::QuizAnalysis Analysis::Calculate() {
  v1::QuizAnalysis result;
  *result.mutable_test() = CalculateTest();
  double roots = 0;
  int128 variances = 0;
  for (const Item& item : items_) {
    if (WithTotal(item) > 0) roots += std::sqrt(static_cast<double>(WithTotal(item)));
    variances += Variance(item);
  }
  const double all = static_cast<double>(result.test().max_score()), others = static_cast<double>(items_.size()) - 1;
  for (Item& item : items_) {
    v1::ItemStatistics& figures = *result.add_items() = CalculateItem(item);
    if (all != 0) figures.set_intended_weight(static_cast<double>(item.max) / all);
    if (attempts_ < 2) continue;
    const int128 with_total = WithTotal(item), rest_variance = RestVariance(item);
    if (with_total >= 0 && roots != 0) {
      figures.set_effective_weight(std::sqrt(static_cast<double>(with_total)) / roots);
    }
    if (others < 2 || rest_variance == 0) continue;
    const double spread = static_cast<double>(variances - Variance(item)) / static_cast<double>(rest_variance);
    figures.set_consistency_without(others / (others - 1) * (1 - spread));
  }
  return result;
}

}  // namespace lyceum::quiz
