// What a learner is shown once answers may be known.
#pragma once

#include <string>

#include "lyceum/quiz/v1/review.pb.h"
#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

// One answer: right or not (recorded, if it is not graded), the correct one, what the author says, and, if it
// is not worth all points, the sentence to read again.
std::string RenderReveal(int64_t mark, int64_t points, const quiz::v1::Reveal& reveal, int width,
                         const draw::Ink& ink);

// The score, and each item that was not worth all points (`all`: every item).
std::string RenderReview(const quiz::v1::AttemptReview& review, bool all, int width, const draw::Ink& ink);

// Reads the review of an attempt that is over and prints it, every item. Where
// the policy keeps answers back, FAILED_PRECONDITION.
absl::Status ShowReview(Session& session, const std::string& attempt);

}  // namespace lyceum::ctl
