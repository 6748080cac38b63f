#include "services/quiz/statistics/calibrate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace lyceum::quiz {
namespace {

// Elementary symmetric functions of `easiness`, leaving out the item `without` (or none: -1).
std::vector<double> Symmetric(absl::Span<const double> easiness, int without) {
  std::vector<double> gamma = {1};
  for (int i = 0; i < static_cast<int>(easiness.size()); ++i) {
    if (i == without) continue;
    gamma.push_back(0);
    for (size_t r = gamma.size() - 1; r > 0; --r) gamma[r] += gamma[r - 1] * easiness[i];
  }
  return gamma;
}

int Score(const AnswerPattern& pattern) {
  return static_cast<int>(std::count(pattern.right.begin(), pattern.right.end(), true));
}

constexpr int kAbilities = 61;
constexpr double kLowest = -6, kStep = 0.2;

std::array<double, kAbilities> NormalWeights() {
  std::array<double, kAbilities> weights;
  double sum = 0;
  for (int q = 0; q < kAbilities; ++q) {
    const double ability = kLowest + q * kStep;
    sum += weights[q] = std::exp(-ability * ability / 2);
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// How many are expected at each ability, and how many of them right.
struct Expected {
  std::array<double, kAbilities> all{};
  std::vector<std::array<double, kAbilities>> right;
};

// Slope and intercept of an item: P = 1 / (1 + e^-(slope * ability + intercept)).
struct Line {
  double slope = 1, intercept = 0;
};

double Logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Fills `expected`; answers the log likelihood.
double Expect(absl::Span<const AnswerPattern> patterns, const std::vector<Line>& lines, Expected& expected) {
  static const auto weights = NormalWeights();
  const size_t items = lines.size();
  expected.all.fill(0);
  expected.right.assign(items, {});
  std::vector<std::array<double, kAbilities>> log_right(items), log_wrong(items);
  for (size_t i = 0; i < items; ++i) {
    for (int q = 0; q < kAbilities; ++q) {
      const double x = lines[i].slope * (kLowest + q * kStep) + lines[i].intercept;
      log_right[i][q] = -std::log1p(std::exp(-x));
      log_wrong[i][q] = -std::log1p(std::exp(x));
    }
  }
  double log_likelihood = 0;
  for (const AnswerPattern& pattern : patterns) {
    std::array<double, kAbilities> posterior{};
    for (size_t i = 0; i < items; ++i) {
      const auto& logs = pattern.right[i] ? log_right[i] : log_wrong[i];
      for (int q = 0; q < kAbilities; ++q) posterior[q] += logs[q];
    }
    const double largest = *std::max_element(posterior.begin(), posterior.end());
    double sum = 0;
    for (int q = 0; q < kAbilities; ++q) sum += posterior[q] = weights[q] * std::exp(posterior[q] - largest);
    const double count = static_cast<double>(pattern.count);
    log_likelihood += count * (std::log(sum) + largest);
    for (int q = 0; q < kAbilities; ++q) {
      const double here = count * posterior[q] / sum;
      expected.all[q] += here;
      for (size_t i = 0; i < items; ++i) {
        if (pattern.right[i]) expected.right[i][q] += here;
      }
    }
  }
  return log_likelihood;
}

// A logistic regression of one item on ability, by Newton's method from where it is.
Line Maximize(Line line, const std::array<double, kAbilities>& all, const std::array<double, kAbilities>& right) {
  constexpr double kMinSlope = 0.01, kMaxSlope = 20, kMaxIntercept = 40;
  for (int step = 0; step < 20; ++step) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (int q = 0; q < kAbilities; ++q) {
      const double ability = kLowest + q * kStep;
      const double p = Logistic(line.slope * ability + line.intercept);
      const double miss = right[q] - all[q] * p, spread = all[q] * p * (1 - p);
      g0 += miss;
      g1 += miss * ability;
      h00 += spread;
      h01 += spread * ability;
      h11 += spread * ability * ability;
    }
    const double determinant = h00 * h11 - h01 * h01;
    if (determinant <= 0) break;
    const double d0 = (h11 * g0 - h01 * g1) / determinant, d1 = (h00 * g1 - h01 * g0) / determinant;
    line.intercept = std::clamp(line.intercept + std::clamp(d0, -1.0, 1.0), -kMaxIntercept, kMaxIntercept);
    line.slope = std::clamp(line.slope + std::clamp(d1, -1.0, 1.0), kMinSlope, kMaxSlope);
    if (std::fabs(d0) + std::fabs(d1) < 1e-9) break;
  }
  return line;
}

}  // namespace

std::vector<double> RaschDifficulties(absl::Span<const AnswerPattern> patterns) {
  const int items = patterns.empty() ? 0 : static_cast<int>(patterns[0].right.size());
  std::vector<double> with_score(items + 1), right(items);
  double all = 0;
  for (const AnswerPattern& pattern : patterns) {
    const int score = Score(pattern);
    if (score == 0 || score == items) continue;
    const double count = static_cast<double>(pattern.count);
    with_score[score] += count;
    all += count;
    for (int i = 0; i < items; ++i) right[i] += pattern.right[i] ? count : 0;
  }
  for (const double count : right) {
    if (count == 0 || count == all) return {};
  }
  std::vector<double> difficulty(items);
  for (int step = 0; step < 1'000; ++step) {
    std::vector<double> easiness;
    for (const double b : difficulty) easiness.push_back(std::exp(-b));
    const std::vector<double> gamma = Symmetric(easiness, -1);
    double largest = 0, sum = 0;
    for (int i = 0; i < items; ++i) {
      // With the others fixed: the difficulty at which as many are expected to be right as were.
      const std::vector<double> without = Symmetric(easiness, i);
      double expected = 0, spread = 0;
      for (int r = 1; r < items; ++r) {
        const double p = easiness[i] * without[r - 1] / gamma[r];
        expected += with_score[r] * p;
        spread += with_score[r] * p * (1 - p);
      }
      const double move = std::clamp((expected - right[i]) / spread, -1.0, 1.0);
      difficulty[i] += move;
      largest = std::max(largest, std::fabs(move));
    }
    for (const double b : difficulty) sum += b;
    for (double& b : difficulty) b -= sum / items;
    if (largest < 1e-10) break;
  }
  return difficulty;
}

Calibration CalibrateTwoParameter(absl::Span<const AnswerPattern> patterns, int max_steps) {
  Calibration result;
  if (patterns.empty()) return result;
  std::vector<Line> lines(patterns[0].right.size());
  Expected expected;
  double before = Expect(patterns, lines, expected);
  for (int step = 0; step < max_steps && !result.converged; ++step) {
    for (size_t i = 0; i < lines.size(); ++i) lines[i] = Maximize(lines[i], expected.all, expected.right[i]);
    result.log_likelihood = Expect(patterns, lines, expected);
    result.converged = std::fabs(result.log_likelihood - before) < 1e-9 * std::fabs(before);
    before = result.log_likelihood;
  }
  for (const Line& line : lines) result.items.push_back({line.slope, -line.intercept / line.slope, 0});
  return result;
}

}  // namespace lyceum::quiz
