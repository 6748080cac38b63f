// Grading: one response to one item becomes a mark. The only entry; each kind's
// rule is in its own grade_*.cc.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"
#include "services/quiz/logic/share.h"

namespace lyceum::quiz {

// False for polls, word clouds, open-ended items and scales: they have no key and
// are worth nothing, and no answer to them is right or wrong.
bool IsGraded(v1::Item::KindCase kind);

struct Graded {
  // Micro-points, 0 to the item's points; rounded once, see MarkOf.
  int64_t mark = 0;
  // What the author says to this very response; may be empty.
  std::string feedback;
};

// INVALID_ARGUMENT (field under "response") unless the response is of the item's
// kind, names ids of the item's paper and keeps the limits.
absl::Status CheckResponse(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

// The share of the points that the response is worth, held between 0 and 1 but not
// rounded; see GradeResponse.
Share ShareOf(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

// `item` is valid and complete (validate.h, complete.h), `response` passed
// CheckResponse; any other response is worth nothing, and so is any to an item
// that is not graded.
Graded GradeResponse(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

}  // namespace lyceum::quiz
