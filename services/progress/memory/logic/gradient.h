// How the chance of recall that FSRS-6 predicts changes with its parameters: the
// forward pass over one history, and backwards through it by the chain rule.
#pragma once

#include <vector>

#include "services/progress/memory/logic/parameters.h"
#include "services/progress/memory/logic/training_set.h"

namespace lyceum::progress::memory {

// The model for one set of parameters. Unlike Fsrs it rounds nothing, and it keeps
// what the way back needs; used by one thread.
class Differentiable {
 public:
  // `w` is clipped.
  Differentiable(const Parameters& w, bool short_term);

  // The chance of recall at the last answer of the item, whose length is 2 or more.
  double Recall(const TrainingSet& set, const TrainingItem& item);

  // The cross entropy at the item's last answer, -ln of the chance of what happened,
  // times its weight; adds its derivatives to `gradient`.
  double AddLoss(const TrainingSet& set, const TrainingItem& item, Parameters& gradient);

 private:
  // One answer on the way: the memory before it, and what was computed of it.
  struct Step {
    int rating = 0;
    double days = 0;
    double stability = 0, difficulty = 0;  // before it
    double log_stability = 0;
    double recall = 1;
    double factor = 0;  // same day: S'/S; later, known: growth K below; failed: w11 D^-w12 e^(w14 (1-R))
    double power = 0;   // e^(w10 (1-R)), or (S+1)^w13
    double after = 0;   // S' before it is held in its bounds
    double difficulty_after = 0;
    bool same_day = false, capped = false;  // capped: S' is not moved by the formula
  };

  void Forward(const TrainingSet& set, const TrainingItem& item);
  void StepForward(Step& step);
  void StepBackward(const Step& step, double& by_stability, double& by_difficulty, Parameters& gradient) const;
  double Curve(double days, double stability) const;
  // Adds to the derivative by w20, returns that by the stability.
  double CurveBackward(double days, double stability, double recall, double by_recall, Parameters& gradient) const;

  Parameters w_;
  bool short_term_;
  double curve_;        // F = 0.9^(-1/w20) - 1
  double growth_;       // e^w8
  double easiest_;      // D0(4)
  double lapse_share_;  // e^(-w17 w18), or 1
  std::vector<Step> steps_;
  double stability_ = 0, difficulty_ = 0;  // before the last answer
};

}  // namespace lyceum::progress::memory
