// The 21 parameters of FSRS-6, a model of forgetting, and how older sets become
// them.
#pragma once

#include <array>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace lyceum::progress::memory {

inline constexpr int kParameters = 21;
using Parameters = std::array<double, kParameters>;

// The defaults of FSRS-6, and the least and most each may be (open-spaced-repetition,
// fsrs-rs 6: inference.rs and parameter_clipper.rs).
inline constexpr Parameters kDefaultParameters = {0.212,  1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194,
                                                  0.001,  1.8722, 0.1666, 0.796,  1.4835, 0.0614, 0.2629,
                                                  1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542};
inline constexpr Parameters kLeastParameters = {0.001, 0.001, 0.001, 0.001, 1, 0.001, 0.001, 0.001, 0, 0, 0.001,
                                                0.001, 0.001, 0.001, 0,     0, 1,     0,     0,     0, 0.1};
inline constexpr Parameters kMostParameters = {100, 100,  100, 100, 10, 4, 4, 0.75, 4.5, 0.8, 3.5,
                                               5,   0.25, 0.9, 4,   1,  6, 2, 2,    0.8, 0.8};

// The least w19 that training arrives at while short-term memory is on; sets that were
// made before there was w19 have 0.
inline constexpr double kLeastTrainedShortTermPower = 0.01;

// The least and most of a stability, in days, and of a difficulty.
inline constexpr double kLeastStability = 0.001, kMostStability = 36500;
inline constexpr double kLeastDifficulty = 1, kMostDifficulty = 10;

// 21 parameters from 21 of FSRS-6, 19 of FSRS-5 (w19 = 0, w20 = 0.5) or 17 of
// FSRS-4.5 (w4 = 2 w5 + w4, w5 = ln(3 w5 + 1) / 3, w6 = w6 + 0.5, and 0, 0, 0, 0.5
// appended). None at all means the defaults. INVALID_ARGUMENT that says what is
// wrong for another number of them, one that is not finite or one out of bounds.
absl::StatusOr<Parameters> UpgradeParameters(absl::Span<const double> values);

// Each moved to the nearest value that is allowed. With more than one relearning
// step, several reviews follow a lapse on one day, and w17 and w18 are held down so
// that these alone cannot make a memory stronger than it was before the lapse. w19 is
// at least `least_short_term_power`.
Parameters ClipParameters(Parameters parameters, int relearning_steps, double least_short_term_power);

}  // namespace lyceum::progress::memory
