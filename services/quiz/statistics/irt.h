// Item response theory: how likely somebody of an ability is to be right, what an answer tells, how able somebody is.
//
// Ability and difficulty are on one scale, where 0 is the average learner and 1 a standard deviation. The models are
// the three-parameter logistic one (Birnbaum 1968) and, with guessing 0, the two-parameter one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lyceum::quiz {

struct IrtItem {
  double discrimination = 1;  // a, above 0
  double difficulty = 0;      // b
  double guessing = 0;        // c: the chance of being right without knowing, 0 to below 1
};

// c + (1 - c) / (1 + e^(-a (ability - b))).
double ProbabilityRight(const IrtItem& item, double ability);

// Fisher information: a^2 (1 - P) / P * ((P - c) / (1 - c))^2.
double Information(const IrtItem& item, double ability);

struct IrtAnswer {
  IrtItem item;
  bool right = false;
};

// What is believed of a learner before any answer: abilities from `min` to `max` in steps of `step`, above 0; normal
// with `mean` and `standard_deviation`, above 0, or each as likely.
struct AbilityPrior {
  double min = -6, max = 6, step = 0.1;
  bool uniform = false;
  double mean = 0, standard_deviation = 1;
};

// The mean of what is believed after the answers (expected a posteriori, Bock and Mislevy 1982), which is that of the
// prior without any.
double ExpectedAbility(absl::Span<const IrtAnswer> answers, const AbilityPrior& prior = {});

// The ability from -6 to 6 that makes the answers most likely, to within 1e-6; an end where all or none are right.
double MostLikelyAbility(absl::Span<const IrtAnswer> answers);

// 1 / sqrt(the information of the items answered, at `ability`); infinite without answers.
double AbilityError(absl::Span<const IrtAnswer> answers, double ability);

// The place of the most informative item at `ability` among those not `used`, the first of equals; bank.size() if
// none is left.
size_t MostInformative(absl::Span<const IrtItem> bank, const std::vector<bool>& used, double ability);

}  // namespace lyceum::quiz
