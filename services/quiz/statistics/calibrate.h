// The parameters of items, from answers: how hard they are and how well they tell learners apart.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "services/quiz/statistics/irt.h"

namespace lyceum::quiz {

// Those who answered alike: right or not, one an item, and how many they are.
struct AnswerPattern {
  std::vector<bool> right;
  int64_t count = 0;
};

// The difficulties of the Rasch model (one parameter: all discriminations are 1) by conditional maximum likelihood,
// their sum 0 (Fischer 1974; the symmetric functions by addition). Those who have all or nothing right tell nothing.
// Empty if nobody else is there, or if an item was right for all or for none of them: then it has no finite difficulty.
// Each of some tens of steps takes the time of the items to the third power: for tens of items.
std::vector<double> RaschDifficulties(absl::Span<const AnswerPattern> patterns);

struct Calibration {
  std::vector<IrtItem> items;
  double log_likelihood = 0;
  // False: the steps were used up before the likelihood stood still.
  bool converged = false;
};

// The two-parameter model by marginal maximum likelihood with abilities normal around 0, deviation 1 (Bock and Aitkin
// 1981): at most `max_steps` steps of expectation and maximization over 61 abilities from -6 to 6. Discriminations are
// held to 0.01 to 20, difficulties follow. Empty items for no patterns.
Calibration CalibrateTwoParameter(absl::Span<const AnswerPattern> patterns, int max_steps = 2'000);

}  // namespace lyceum::quiz
