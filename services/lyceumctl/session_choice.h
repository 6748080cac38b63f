// Answers of somebody who has no idea.
#pragma once

#include <random>

#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::ctl {

// A well-formed response to the item, drawn by `random`; for items of a kind this
// client does not know it has no kind.
quiz::v1::Response AnyResponse(const quiz::v1::PaperItem& item, std::minstd_rand& random);

}  // namespace lyceum::ctl
