#include "services/progress/memory/logic/training.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "services/progress/memory/logic/first_stability.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/logic/gradient.h"

namespace lyceum::progress::memory {
namespace {

constexpr int64_t kFewestItems = 8, kFewestToTrain = 64;
constexpr int32_t kLongestItem = 256;
constexpr size_t kBatch = 512;
constexpr int kEpochs = 5;
constexpr double kRate = 0.04;

// Of the parameters among learners (fsrs-rs 6, training.rs).
constexpr Parameters kDeviations = {6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6,  0.12, 0.39, 0.18, 0.33,
                                    0.3,  0.09, 0.16,  0.57,  0.25, 1.03, 0.31, 0.32, 0.14, 0.27};

// The greatest power of `base` that is not above `value`, times `scale`.
double OnScale(double scale, double base, double value) {
  return scale * std::pow(base, std::floor(std::log(value) / std::log(base)));
}

// Items of like length together, in batches.
std::vector<std::vector<TrainingItem>> Batches(const TrainingSet& set) {
  std::vector<TrainingItem> items;
  std::copy_if(set.items.begin(), set.items.end(), std::back_inserter(items),
               [](const TrainingItem& item) { return item.length <= kLongestItem; });
  std::stable_sort(items.begin(), items.end(),
                   [](const TrainingItem& a, const TrainingItem& b) { return a.length < b.length; });
  std::vector<std::vector<TrainingItem>> batches;
  for (size_t i = 0; i < items.size(); i += kBatch) {
    batches.emplace_back(items.begin() + static_cast<std::ptrdiff_t>(i),
                         items.begin() + static_cast<std::ptrdiff_t>(std::min(i + kBatch, items.size())));
  }
  return batches;
}

// The numbers below `count` in an order of chance (R. Durstenfeld, 1964).
std::vector<size_t> Shuffled(size_t count, uint64_t seed) {
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = i;
  for (size_t i = count; i > 1; --i) {
    const double chance = FuzzFactor(seed, static_cast<int64_t>(i));
    std::swap(order[i - 1], order[static_cast<size_t>(chance * static_cast<double>(i))]);
  }
  return order;
}

Parameters Clipped(const Parameters& parameters, const TrainingOptions& options) {
  return ClipParameters(parameters, options.relearning_steps, options.short_term ? kLeastTrainedShortTermPower : 0);
}

// Without short-term memory the first stabilities are found beforehand and stay.
void Freeze(const TrainingOptions& options, Parameters& gradient) {
  if (options.short_term) return;
  for (const int i : {0, 1, 2, 3, 17, 18, 19}) gradient[i] = 0;
}

}  // namespace

Bin BinOf(const TrainingSet& set, const TrainingItem& item) {
  int64_t later = 0, lapses = 0;
  for (int32_t i = item.begin; i < item.begin + item.length - 1; ++i) {
    later += set.delta_days[i] > 0;
    lapses += set.delta_days[i] > 0 && set.ratings[i] == 1;
  }
  const auto answers = static_cast<double>(later + 2);  // the one to be predicted, and one more
  return {std::llround(OnScale(2.48, 3.62, set.LastDelta(item)) * 100), std::llround(OnScale(1.99, 1.89, answers)),
          lapses == 0 ? 0 : std::llround(OnScale(1.65, 1.73, static_cast<double>(lapses)))};
}

Fit Evaluate(const TrainingSet& set, const Parameters& parameters, bool short_term) {
  struct Sum {
    double predicted = 0, recalled = 0, count = 0, weight = 0;
  };
  Differentiable model(parameters, short_term);
  std::map<Bin, Sum> bins;
  double loss = 0, weight = 0;
  for (const TrainingItem& item : set.items) {
    const double recall = model.Recall(set, item);
    const bool recalled = set.Recalled(item);
    loss -= item.weight * std::log(recalled ? recall : 1 - recall);
    weight += item.weight;
    Sum& sum = bins[BinOf(set, item)];
    sum.predicted += recall;
    sum.recalled += recalled ? 1 : 0;
    ++sum.count;
    sum.weight += item.weight;
  }
  if (weight == 0) return {};
  double squares = 0;
  for (const auto& [bin, sum] : bins) {
    const double error = (sum.predicted - sum.recalled) / sum.count;
    squares += sum.weight * error * error;
  }
  return {loss / weight, std::sqrt(squares / weight)};
}

Parameters Adam::Step(const Parameters& parameters, const Parameters& gradient, double rate,
                      const TrainingOptions& options) {
  constexpr double kMean = 0.9, kSquare = 0.999, kEpsilon = 1e-8;
  ++steps_;
  const double mean_share = 1 - std::pow(kMean, static_cast<double>(steps_));
  const double square_share = 1 - std::pow(kSquare, static_cast<double>(steps_));
  Parameters next = parameters;
  for (int i = 0; i < kParameters; ++i) {
    mean_[i] = kMean * mean_[i] + (1 - kMean) * gradient[i];
    square_[i] = kSquare * square_[i] + (1 - kSquare) * gradient[i] * gradient[i];
    next[i] -= rate * (mean_[i] / mean_share) / (std::sqrt(square_[i] / square_share) + kEpsilon);
  }
  return Clipped(next, options);
}

double LearningRate(int64_t step, int64_t steps) {
  constexpr double kPi = 3.14159265358979323846;
  return kRate * (1 + std::cos(kPi * static_cast<double>(step) / static_cast<double>(steps))) / 2;
}

double AddPenalty(const Parameters& parameters, const Parameters& start, double share, Parameters& gradient) {
  double penalty = 0;
  for (int i = 0; i < kParameters; ++i) {
    const double moved = (parameters[i] - start[i]) / kDeviations[i];
    penalty += moved * moved * share;
    gradient[i] += 2 * moved / kDeviations[i] * share;
  }
  return penalty;
}

Parameters Train(const TrainingSet& set, const TrainingOptions& options,
                 absl::FunctionRef<bool(int64_t done, int64_t total)> goes_on) {
  Parameters start = kDefaultParameters;
  if (!options.short_term) start[17] = start[18] = start[19] = 0;
  start = Clipped(start, options);
  const auto count = static_cast<int64_t>(set.items.size());
  if (count < kFewestItems) return start;
  std::array<double, 4> counts;
  const std::array<double, 4> first = FirstStabilities(set, counts);
  std::copy(first.begin(), first.end(), start.begin());
  if (count < kFewestToTrain || set.first_items == count) return start;

  const std::vector<std::vector<TrainingItem>> batches = Batches(set);
  const auto rate_steps = static_cast<int64_t>(count / static_cast<int64_t>(kBatch) + 1) * kEpochs;
  const auto total = static_cast<int64_t>(batches.size()) * kEpochs;
  Parameters w = start;
  Adam adam;
  int64_t done = 0;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (const size_t index : Shuffled(batches.size(), options.seed + static_cast<uint64_t>(epoch))) {
      if (!goes_on(done, total)) return w;
      Differentiable model(w, options.short_term);
      Parameters gradient{};
      for (const TrainingItem& item : batches[index]) model.AddLoss(set, item, gradient);
      AddPenalty(w, start, static_cast<double>(batches[index].size()) / static_cast<double>(count), gradient);
      Freeze(options, gradient);
      w = adam.Step(w, gradient, LearningRate(done, rate_steps), options);
      ++done;
    }
  }
  std::array<std::optional<double>, 4> known;
  for (int i = 0; i < 4; ++i) {
    if (counts[i] > 0) known[i] = w[i];
  }
  const std::array<double, 4> last = SmoothAndFill(known, counts);
  std::copy(last.begin(), last.end(), w.begin());
  return w;
}

}  // namespace lyceum::progress::memory
