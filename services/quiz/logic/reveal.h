// What is shown once an answer may be known. Whoever calls this has checked
// MayReveal (attempt_rules.h).
#pragma once

#include <cstdint>
#include <string>

#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"
#include "lyceum/quiz/v1/review.pb.h"

namespace lyceum::quiz {

// A response that earns all points (for a range, its middle); an empty one if the
// item is not graded.
v1::Response CorrectResponse(const v1::Item& item, uint64_t paper_seed);

// The response in words, in the item's own texts; "" if it has none.
std::string ResponseText(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

// `feedback` is what grading said to the learner's response.
v1::Reveal MakeReveal(const v1::Item& item, uint64_t paper_seed, const std::string& feedback);

}  // namespace lyceum::quiz
