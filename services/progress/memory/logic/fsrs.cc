#include "services/progress/memory/logic/fsrs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lyceum::progress::memory {
namespace {

// To 8 decimals, half up. Not negative, and below 10^10.
double Rounded(double value) {
  constexpr double kDecimals = 1e8;
  return static_cast<double>(static_cast<int64_t>(value * kDecimals + 0.5)) / kDecimals;
}

double SettledStability(double value) { return Rounded(std::clamp(value, kLeastStability, kMostStability)); }
double SettledDifficulty(double value) { return Rounded(std::clamp(value, kLeastDifficulty, kMostDifficulty)); }

}  // namespace

Fsrs::Fsrs(const Parameters& parameters, Options options)
    : w_(ClipParameters(parameters, options.relearning_steps, options.least_short_term_power)),
      short_term_(options.short_term),
      curve_(std::pow(0.9, -1 / w_[20]) - 1),
      growth_(std::exp(w_[8])),
      lapse_share_(options.short_term ? std::exp(-w_[17] * w_[18]) : 1) {
  for (int g = 1; g <= 4; ++g) {
    const double difficulty = w_[4] - std::exp(w_[5] * (g - 1)) + 1;
    first_[g - 1] = {SettledStability(std::max(w_[g - 1], options.least_first_stability)),
                     SettledDifficulty(difficulty)};
    same_day_[g - 1] = std::exp(w_[17] * (g - 3 + w_[18]));
    if (g == 4) easiest_ = w_[7] * difficulty;
  }
}

double Fsrs::Recall(double days, double stability) const {
  return std::exp(-w_[20] * std::log(1 + curve_ * days / stability));
}

double Fsrs::IntervalFactor(double retention) const { return (std::pow(retention, -1 / w_[20]) - 1) / curve_; }

Memory Fsrs::FromSm2(double ease, double interval_days, double retention) const {
  const double stability = std::max(interval_days, kLeastStability) / IntervalFactor(retention);
  const double growth =
      growth_ * std::pow(stability, -w_[9]) * (std::exp((1 - retention) * w_[10]) - 1);
  return {SettledStability(stability), SettledDifficulty(11 - (ease - 1) / growth)};
}

Fsrs::Outlook::Outlook(const Fsrs& fsrs, const Memory& memory, double days)
    : fsrs_(fsrs), memory_(memory), short_term_(fsrs.short_term_ && days < 1) {
  const Parameters& w = fsrs_.w_;
  const double log_stability = std::log(memory_.stability);
  if (short_term_) {
    growth_ = std::exp(-w[19] * log_stability);
    return;
  }
  recall_ = fsrs_.Recall(days, memory_.stability);
  growth_ = fsrs_.growth_ * (11 - memory_.difficulty) * std::exp(-w[9] * log_stability) *
            (std::exp(w[10] * (1 - recall_)) - 1);
}

double Fsrs::Outlook::Formula(Rating rating) const {
  const Parameters& w = fsrs_.w_;
  const double before = memory_.stability;
  if (short_term_) {
    const double growth = fsrs_.same_day_[Index(rating)] * growth_;
    return before * (rating == Rating::kAgain ? growth : std::max(growth, 1.0));
  }
  switch (rating) {
    case Rating::kAgain:
      return std::min(w[11] * std::pow(memory_.difficulty, -w[12]) * (std::pow(before + 1, w[13]) - 1) *
                          std::exp(w[14] * (1 - recall_)),
                      before * fsrs_.lapse_share_);
    case Rating::kHard:
      return before * (1 + growth_ * w[15]);
    case Rating::kGood:
      return before * (1 + growth_);
    case Rating::kEasy:
      return before * (1 + growth_ * w[16]);
  }
  return before;
}

Memory Fsrs::Outlook::After(Rating rating) const {
  const Parameters& w = fsrs_.w_;
  const double before = memory_.difficulty;
  const double moved = before - w[6] * (static_cast<int>(rating) - 3) * (10 - before) / 9;
  return {StabilityAfter(rating), SettledDifficulty(fsrs_.easiest_ + (1 - w[7]) * moved)};
}

double Fsrs::Outlook::StabilityAfter(Rating rating) const { return SettledStability(Formula(rating)); }

}  // namespace lyceum::progress::memory
