// What guessing is worth.
#pragma once

#include <optional>

#include "lyceum/quiz/v1/item.pb.h"

namespace lyceum::quiz {

// The share of the points, 0 to 1, to be expected of somebody who picks at random:
//   single choice: the mean of the fractions, each held to 0 at least; true/false: 1/2
//   several choices, all or nothing: 1 / 2^choices (each is ticked or not)
//   matching: 1 / the different options; ordering: exact 1 / entries!, neighbours 1 / entries
//   typed answers and dates: what a pattern "*" gives, else 0
//   a slider with steps: the mean over its positions
//   gaps: the mean of theirs by weight, if each has one
// Nothing for several choices with partial credit, longest subsequences and what is not graded.
std::optional<double> RandomGuess(const v1::Item& item);

}  // namespace lyceum::quiz
