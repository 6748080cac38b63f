#include "services/progress/memory/logic/first_stability.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "services/progress/memory/logic/fsrs.h"

namespace lyceum::progress::memory {
namespace {

constexpr double kLeast = 0.001, kMost = 100;
// Between neighbours: S2 = S1^a S3^(1-a) and S3 = S2^(1-b) S4^b.
constexpr double kA = 0.41, kB = 0.54;

double Between(double a, double exponent, double b) { return std::pow(a, exponent) * std::pow(b, 1 - exponent); }

// Fills the other two from the pair that is known, as the two relations demand.
void FillFromTwo(std::array<double, 4>& s, const std::array<std::optional<double>, 4>& known) {
  const bool one = known[0].has_value(), two = known[1].has_value(), three = known[2].has_value();
  const bool four = known[3].has_value();
  if (one && two) {
    s[2] = Between(s[0], 1 - 1 / (1 - kA), s[1]);
    s[3] = Between(s[1], 1 - 1 / kB, s[2]);
  } else if (one && three) {
    s[1] = Between(s[0], kA, s[2]);
    s[3] = Between(s[1], 1 - 1 / kB, s[2]);
  } else if (one && four) {
    const double q = kA + kB - kA * kB;
    s[1] = Between(s[0], kA / q, s[3]);
    s[2] = Between(s[0], 1 - kB / q, s[3]);
  } else if (two && three) {
    s[0] = Between(s[1], 1 / kA, s[2]);
    s[3] = Between(s[1], 1 - 1 / kB, s[2]);
  } else if (two && four) {
    s[2] = Between(s[1], 1 - kB, s[3]);
    s[0] = Between(s[1], 1 / kA, s[2]);
  } else if (three && four) {
    s[1] = Between(s[2], 1 / (1 - kB), s[3]);
    s[0] = Between(s[1], 1 / kA, s[2]);
  }
}

}  // namespace

double FirstStabilityLoss(absl::Span<const FirstInterval> intervals, double usual, double stability) {
  static const Fsrs& model = *new Fsrs(kDefaultParameters);
  double loss = std::abs(stability - usual) / 16;
  for (const FirstInterval& interval : intervals) {
    const double recall = model.Recall(interval.delta_days, stability);
    loss -= interval.count * (interval.recall * std::log(recall) + (1 - interval.recall) * std::log(1 - recall));
  }
  return loss;
}

double FindFirstStability(absl::Span<const FirstInterval> intervals, double usual, double mean_recall) {
  std::vector<FirstInterval> smoothed(intervals.begin(), intervals.end());
  for (FirstInterval& interval : smoothed) {
    interval.recall = (interval.recall * interval.count + mean_recall) / (interval.count + 1);
  }
  // The loss has one valley: ternary search.
  double low = kLeast, high = kMost;
  while (high - low > 1e-7) {
    const double a = low + (high - low) / 3, b = high - (high - low) / 3;
    if (FirstStabilityLoss(smoothed, usual, a) < FirstStabilityLoss(smoothed, usual, b)) {
      high = b;
    } else {
      low = a;
    }
  }
  return (low + high) / 2;
}

std::array<double, 4> SmoothAndFill(std::array<std::optional<double>, 4> known, const std::array<double, 4>& counts) {
  constexpr std::pair<int, int> kPairs[] = {{0, 1}, {1, 2}, {2, 3}, {0, 2}, {1, 3}, {0, 3}};
  for (const auto& [small, big] : kPairs) {
    if (!known[small] || !known[big] || *known[small] <= *known[big]) continue;
    (counts[small] > counts[big] ? known[big] : known[small]) = counts[small] > counts[big] ? known[small] : known[big];
  }
  std::array<double, 4> s;
  std::copy_n(kDefaultParameters.begin(), 4, s.begin());
  const auto count = std::count_if(known.begin(), known.end(), [](const auto& value) { return value.has_value(); });
  if (count == 1) {
    for (int i = 0; i < 4; ++i) {
      if (!known[i]) continue;
      const double ratio = *known[i] / kDefaultParameters[i];
      for (double& value : s) value *= ratio;
      break;
    }
  } else if (count > 1) {
    for (int i = 0; i < 4; ++i) s[i] = known[i].value_or(s[i]);
    if (count == 2) FillFromTwo(s, known);
    if (count == 3) {
      if (!known[0]) s[0] = Between(s[1], 1 / kA, s[2]);
      if (!known[1]) s[1] = Between(s[0], kA, s[2]);
      if (!known[2]) s[2] = Between(s[1], 1 - kB, s[3]);
      if (!known[3]) s[3] = Between(s[1], 1 - 1 / kB, s[2]);
    }
  }
  for (double& value : s) value = std::clamp(value, kLeast, kMost);
  return s;
}

std::array<double, 4> FirstStabilities(const TrainingSet& set, std::array<double, 4>& counts) {
  std::array<std::map<int32_t, FirstInterval>, 4> groups;
  counts.fill(0);
  double recalled = 0;
  for (size_t i = 0; i < set.items.size(); ++i) {
    const TrainingItem& item = set.items[i];
    recalled += set.Recalled(item);
    if (static_cast<int64_t>(i) >= set.first_items) continue;
    const int rating = set.ratings[item.begin] - 1;
    FirstInterval& group = groups[rating][set.LastDelta(item)];
    group.delta_days = set.LastDelta(item);
    group.recall += set.Recalled(item);
    ++group.count;
    ++counts[rating];
  }
  std::array<std::optional<double>, 4> known;
  for (int rating = 0; rating < 4; ++rating) {
    if (groups[rating].empty()) continue;
    std::vector<FirstInterval> intervals;
    for (auto& [delta, group] : groups[rating]) {
      group.recall /= group.count;
      intervals.push_back(group);
    }
    known[rating] = FindFirstStability(intervals, kDefaultParameters[rating],
                                       recalled / static_cast<double>(set.items.size()));
  }
  return SmoothAndFill(known, counts);
}

}  // namespace lyceum::progress::memory
