#include "services/quiz/statistics/irt.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lyceum::quiz {
namespace {

double LogLikelihood(absl::Span<const IrtAnswer> answers, double ability) {
  double sum = 0;
  for (const IrtAnswer& answer : answers) {
    const double p = ProbabilityRight(answer.item, ability);
    sum += std::log(answer.right ? p : 1 - p);
  }
  return sum;
}

double LogPrior(const AbilityPrior& prior, double ability) {
  if (prior.uniform) return 0;
  const double z = (ability - prior.mean) / prior.standard_deviation;
  return -z * z / 2;
}

}  // namespace

double ProbabilityRight(const IrtItem& item, double ability) {
  return item.guessing +
         (1 - item.guessing) / (1 + std::exp(-item.discrimination * (ability - item.difficulty)));
}

double Information(const IrtItem& item, double ability) {
  const double p = ProbabilityRight(item, ability);
  if (p <= 0) return 0;
  const double known = (p - item.guessing) / (1 - item.guessing);
  return item.discrimination * item.discrimination * (1 - p) / p * known * known;
}

double ExpectedAbility(absl::Span<const IrtAnswer> answers, const AbilityPrior& prior) {
  const int steps = static_cast<int>(std::lround((prior.max - prior.min) / prior.step));
  std::vector<double> logs;
  for (int i = 0; i <= steps; ++i) {
    const double ability = prior.min + i * prior.step;
    logs.push_back(LogLikelihood(answers, ability) + LogPrior(prior, ability));
  }
  // Relative to the largest, so that many answers do not vanish.
  const double largest = *std::max_element(logs.begin(), logs.end());
  double weights = 0, sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double weight = std::exp(logs[i] - largest);
    weights += weight;
    sum += weight * (prior.min + i * prior.step);
  }
  return sum / weights;
}

double MostLikelyAbility(absl::Span<const IrtAnswer> answers) {
  // With guessing there may be several hills: look for the highest, then climb it by golden section.
  constexpr double kMin = -6, kMax = 6, kStep = 0.05;
  double best = kMin, height = LogLikelihood(answers, kMin);
  for (int i = 1; i <= 240; ++i) {
    const double here = LogLikelihood(answers, kMin + i * kStep);
    if (here > height) {
      best = kMin + i * kStep;
      height = here;
    }
  }
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = std::max(kMin, best - kStep), high = std::min(kMax, best + kStep);
  while (high - low > 1e-7) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    if (LogLikelihood(answers, a) < LogLikelihood(answers, b)) {
      low = a;
    } else {
      high = b;
    }
  }
  return (low + high) / 2;
}

double AbilityError(absl::Span<const IrtAnswer> answers, double ability) {
  double information = 0;
  for (const IrtAnswer& answer : answers) information += Information(answer.item, ability);
  return information > 0 ? 1 / std::sqrt(information) : std::numeric_limits<double>::infinity();
}

size_t MostInformative(absl::Span<const IrtItem> bank, const std::vector<bool>& used, double ability) {
  size_t best = bank.size();
  for (size_t i = 0; i < bank.size(); ++i) {
    if (used[i]) continue;
    if (best == bank.size() || Information(bank[i], ability) > Information(bank[best], ability)) best = i;
  }
  return best;
}

}  // namespace lyceum::quiz
