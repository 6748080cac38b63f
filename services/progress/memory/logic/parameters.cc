#include "services/progress/memory/logic/parameters.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace lyceum::progress::memory {
namespace {

constexpr double kHalf = 0.5;                  // w20 of the versions before 6, which had no such parameter

// The most w17 and w18 may be after `steps` relearning steps.
double MostShortTerm(const Parameters& w, int steps) {
  if (steps <= 1) return 2;
  const double gained = std::log(w[11]) + std::log(std::pow(2.0, w[13]) - 1) + 0.3 * w[14];
  return std::clamp(std::sqrt(std::max(0.0, -gained / steps)), 0.01, 2.0);
}

}  // namespace

absl::StatusOr<Parameters> UpgradeParameters(absl::Span<const double> values) {
  Parameters w = kDefaultParameters;
  if (values.empty()) return w;
  if (values.size() != 17 && values.size() != 19 && values.size() != kParameters) {
    return absl::InvalidArgumentError(absl::StrCat("has ", values.size(), " values, not 0, 17, 19 or 21"));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) return absl::InvalidArgumentError(absl::StrCat("[", i, "] is not a finite number"));
    w[i] = values[i];
  }
  if (values.size() == 17) {
    if (w[5] < 0) return absl::InvalidArgumentError("[5] is below 0");
    w[4] = 2 * w[5] + w[4];
    w[5] = std::log(3 * w[5] + 1) / 3;
    w[6] += 0.5;
    w[17] = w[18] = 0;
  }
  if (values.size() < kParameters) {
    w[19] = 0;
    w[20] = kHalf;
  }
  for (int i = 0; i < kParameters; ++i) {
    if (w[i] < kLeastParameters[i] || w[i] > kMostParameters[i]) {
      return absl::InvalidArgumentError(
          absl::StrCat("[", i, "] is not in ", kLeastParameters[i], " to ", kMostParameters[i]));
    }
  }
  return w;
}

Parameters ClipParameters(Parameters w, int relearning_steps, double least_short_term_power) {
  for (int i = 0; i < kParameters; ++i) w[i] = std::clamp(w[i], kLeastParameters[i], kMostParameters[i]);
  const double most = MostShortTerm(w, relearning_steps);
  w[17] = std::min(w[17], most);
  w[18] = std::min(w[18], most);
  w[19] = std::max(w[19], least_short_term_power);
  return w;
}

}  // namespace lyceum::progress::memory
