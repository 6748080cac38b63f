// The stability after the first answer, from the first intervals of all cards: how
// a training begins and ends.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "services/progress/memory/logic/parameters.h"
#include "services/progress/memory/logic/training_set.h"

namespace lyceum::progress::memory {

// Of the cards that came back after `delta_days`: how many, and their share of recall.
struct FirstInterval {
  double delta_days = 0;
  double recall = 0;
  double count = 0;
};

// The loss of a first stability: cross entropy of these intervals under the default
// curve, and |stability - usual| / 16, which keeps it near the usual one.
double FirstStabilityLoss(absl::Span<const FirstInterval> intervals, double usual, double stability);

// The stability, 0.001 to 100, with the least loss, to 1e-7 or so; each share of recall is
// first moved towards the mean recall of all items: (recall n + mean) / (n + 1).
double FindFirstStability(absl::Span<const FirstInterval> intervals, double usual, double mean_recall);

// The four first stabilities by rating. Those that are known, from `counts` answers,
// are made to grow with the rating, where two disagree by the one with more answers;
// the others follow from them by the exponents 0.41 and 0.54 between neighbours.
// The defaults if none is known.
std::array<double, 4> SmoothAndFill(std::array<std::optional<double>, 4> known, const std::array<double, 4>& counts);

// The first stabilities that the items of a set show, with how many answers each
// rating has.
std::array<double, 4> FirstStabilities(const TrainingSet& set, std::array<double, 4>& counts);

}  // namespace lyceum::progress::memory
