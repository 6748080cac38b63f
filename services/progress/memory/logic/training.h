// Fits the parameters of FSRS-6 to a learner's answers, as fsrs-rs 6 does.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "services/progress/memory/logic/parameters.h"
#include "services/progress/memory/logic/training_set.h"

namespace lyceum::progress::memory {

struct TrainingOptions {
  bool short_term = true;
  int relearning_steps = 1;  // see ClipParameters
  uint64_t seed = 1;         // of the order of batches
};

// How well parameters predict the items of a set.
struct Fit {
  double log_loss = 0;   // mean cross entropy, weighted
  // Root of the mean over bins of items that are alike, weighted by their items' weights,
  // of the squared difference between mean prediction and share of recall.
  double rmse_bins = 0;
};

// Both are 0 for a set without items.
Fit Evaluate(const TrainingSet& set, const Parameters& parameters, bool short_term);

// How the items are binned for rmse_bins: by the interval, the number of answers on
// later days, and the lapses, each on a scale of powers.
struct Bin {
  int64_t delta = 0, answers = 0, lapses = 0;

  auto operator<=>(const Bin&) const = default;
};
Bin BinOf(const TrainingSet& set, const TrainingItem& item);

// One step of Adam (D. Kingma and J. Ba, 2015; beta 0.9 and 0.999, epsilon 1e-8) for
// each parameter, which are clipped then.
class Adam {
 public:
  Parameters Step(const Parameters& parameters, const Parameters& gradient, double rate,
                  const TrainingOptions& options);

 private:
  Parameters mean_{}, square_{};
  int64_t steps_ = 0;
};

// The rate of the step `step`, from 0 on, that falls as a cosine from 0.04 to 0 over `steps`.
double LearningRate(int64_t step, int64_t steps);

// The penalty for leaving `start`, and its derivatives added to `gradient`: the sum of
// ((w - start) / deviation)^2, the deviations being those of many learners, times `share`.
double AddPenalty(const Parameters& parameters, const Parameters& start, double share, Parameters& gradient);

// Fewer than 8 items: the defaults. Fewer than 64, or none but first intervals: the
// defaults with first stabilities that were found. Else five epochs over batches of
// 512 items of like length, none longer than 256. `goes_on` is asked before each
// batch, with how many are done and how many there are; once it says no, what is
// there is returned.
Parameters Train(const TrainingSet& set, const TrainingOptions& options,
                 absl::FunctionRef<bool(int64_t done, int64_t total)> goes_on);

}  // namespace lyceum::progress::memory
