#include "services/progress/memory/logic/gradient.h"

#include <algorithm>
#include <cmath>

namespace lyceum::progress::memory {
namespace {

const double kLogNine = std::log(0.9);

// Inside the bounds a value moves with what it is made of; outside it does not.
bool Inside(double value, double least, double most) { return value >= least && value <= most; }

}  // namespace

Differentiable::Differentiable(const Parameters& w, bool short_term)
    : w_(w),
      short_term_(short_term),
      curve_(std::exp(-kLogNine / w[20]) - 1),
      growth_(std::exp(w[8])),
      easiest_(w[4] - std::exp(3 * w[5]) + 1),
      lapse_share_(short_term ? std::exp(-w[17] * w[18]) : 1) {}

double Differentiable::Curve(double days, double stability) const {
  return std::exp(-w_[20] * std::log(1 + curve_ * days / stability));
}

double Differentiable::CurveBackward(double days, double stability, double recall, double by_recall,
                                     Parameters& gradient) const {
  const double ratio = curve_ * days / stability;
  const double curve_by_w20 = (curve_ + 1) * kLogNine / (w_[20] * w_[20]);
  gradient[20] +=
      by_recall * recall * (-std::log(1 + ratio) - w_[20] * days / stability * curve_by_w20 / (1 + ratio));
  return by_recall * recall * w_[20] * ratio / (stability * (1 + ratio));
}

void Differentiable::StepForward(Step& step) {
  step.stability = stability_;
  step.difficulty = difficulty_;
  step.log_stability = std::log(stability_);
  step.same_day = short_term_ && step.days == 0;
  if (step.same_day) {
    step.factor = std::exp(w_[17] * (step.rating - 3 + w_[18]) - w_[19] * step.log_stability);
    step.capped = step.rating >= 2 && step.factor < 1;
    step.after = step.capped ? stability_ : stability_ * step.factor;
  } else {
    step.recall = Curve(step.days, stability_);
    if (step.rating == 1) {
      step.power = std::exp(w_[13] * std::log(stability_ + 1));
      step.factor = w_[11] * std::exp(w_[14] * (1 - step.recall) - w_[12] * std::log(difficulty_));
      step.after = step.factor * (step.power - 1);
      step.capped = step.after > stability_ * lapse_share_;
      if (step.capped) step.after = stability_ * lapse_share_;
    } else {
      step.power = std::exp(w_[10] * (1 - step.recall));
      step.factor = growth_ * (11 - difficulty_) * std::exp(-w_[9] * step.log_stability);
      const double bonus = step.rating == 2 ? w_[15] : step.rating == 4 ? w_[16] : 1;
      step.after = stability_ * (1 + step.factor * (step.power - 1) * bonus);
    }
  }
  const double moved = difficulty_ - w_[6] * (step.rating - 3) * (10 - difficulty_) / 9;
  step.difficulty_after = w_[7] * easiest_ + (1 - w_[7]) * moved;
  stability_ = std::clamp(step.after, kLeastStability, kMostStability);
  difficulty_ = std::clamp(step.difficulty_after, kLeastDifficulty, kMostDifficulty);
}

void Differentiable::StepBackward(const Step& step, double& by_stability, double& by_difficulty,
                                  Parameters& g) const {
  const double s = step.stability, d = step.difficulty;
  const double by_after = Inside(step.after, kLeastStability, kMostStability) ? by_stability : 0;
  const double by_moved = Inside(step.difficulty_after, kLeastDifficulty, kMostDifficulty) ? by_difficulty : 0;
  double by_s = 0, by_d = 0, by_recall = 0;
  if (step.same_day) {
    if (step.capped) {
      by_s = by_after;
    } else {
      by_s = by_after * step.factor * (1 - w_[19]);
      g[17] += by_after * step.after * (step.rating - 3 + w_[18]);
      g[18] += by_after * step.after * w_[17];
      g[19] -= by_after * step.after * step.log_stability;
    }
  } else if (step.rating == 1) {
    if (step.capped) {
      by_s = by_after * lapse_share_;
      if (short_term_) {
        g[17] -= by_after * step.after * w_[18];
        g[18] -= by_after * step.after * w_[17];
      }
    } else {
      const double by_log = by_after * step.after;  // by the logarithm of a factor
      g[11] += by_log / w_[11];
      g[12] -= by_log * std::log(d);
      g[13] += by_after * step.factor * step.power * std::log(s + 1);
      g[14] += by_log * (1 - step.recall);
      by_d = -by_log * w_[12] / d;
      by_s = by_after * step.factor * step.power * w_[13] / (s + 1);
      by_recall = -by_log * w_[14];
    }
  } else {
    const double bonus = step.rating == 2 ? w_[15] : step.rating == 4 ? w_[16] : 1;
    const double plain = step.factor * (step.power - 1);
    const double gain = plain * bonus;
    by_s = by_after * (1 + gain * (1 - w_[9]));
    g[8] += by_after * s * gain;
    g[9] -= by_after * s * gain * step.log_stability;
    g[10] += by_after * s * step.factor * bonus * step.power * (1 - step.recall);
    if (step.rating == 2) g[15] += by_after * s * plain;
    if (step.rating == 4) g[16] += by_after * s * plain;
    by_d = -by_after * s * gain / (11 - d);
    by_recall = -by_after * s * step.factor * bonus * step.power * w_[10];
  }
  if (by_recall != 0) by_s += CurveBackward(step.days, s, step.recall, by_recall, g);

  const double pull = (step.rating - 3) * (10 - d) / 9;
  g[7] += by_moved * (easiest_ - (d - w_[6] * pull));
  g[4] += by_moved * w_[7];
  g[5] -= by_moved * w_[7] * 3 * (w_[4] + 1 - easiest_);
  g[6] -= by_moved * (1 - w_[7]) * pull;
  by_d += by_moved * (1 - w_[7]) * (1 + w_[6] * (step.rating - 3) / 9);
  by_stability = by_s;
  by_difficulty = by_d;
}

void Differentiable::Forward(const TrainingSet& set, const TrainingItem& item) {
  const int first = set.ratings[item.begin];
  stability_ = w_[first - 1];
  difficulty_ = std::clamp(w_[4] - std::exp(w_[5] * (first - 1)) + 1, kLeastDifficulty, kMostDifficulty);
  steps_.resize(static_cast<size_t>(item.length) - 2);
  for (size_t i = 0; i < steps_.size(); ++i) {
    const size_t at = static_cast<size_t>(item.begin) + i + 1;
    steps_[i].rating = set.ratings[at];
    steps_[i].days = set.delta_days[at];
    StepForward(steps_[i]);
  }
}

double Differentiable::Recall(const TrainingSet& set, const TrainingItem& item) {
  Forward(set, item);
  return Curve(set.LastDelta(item), stability_);
}

double Differentiable::AddLoss(const TrainingSet& set, const TrainingItem& item, Parameters& gradient) {
  const double days = set.LastDelta(item);
  const double recall = Recall(set, item);
  const bool recalled = set.Recalled(item);
  const double chance = recalled ? recall : 1 - recall;
  double by_stability =
      CurveBackward(days, stability_, recall, (recalled ? -1 : 1) * item.weight / chance, gradient);
  double by_difficulty = 0;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    StepBackward(*step, by_stability, by_difficulty, gradient);
  }
  const int first = set.ratings[item.begin];
  gradient[first - 1] += by_stability;
  const double growth = std::exp(w_[5] * (first - 1));
  if (Inside(w_[4] - growth + 1, kLeastDifficulty, kMostDifficulty)) {
    gradient[4] += by_difficulty;
    gradient[5] -= by_difficulty * (first - 1) * growth;
  }
  return -item.weight * std::log(chance);
}

}  // namespace lyceum::progress::memory
