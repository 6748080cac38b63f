// Gaps of a text as the small questions they are.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/response.pb.h"

namespace lyceum::ctl {

// Gap `index` (from 0) as an item without a prompt, as learners see it.
quiz::v1::PaperItem GapQuestion(const quiz::v1::PaperItem& item, int index);
// The same as its author sees it; one that takes a word is a short text.
quiz::v1::Item AuthoredGap(const quiz::v1::Item& item, int index);

// Adds what was answered to gap `index` (from 0); nothing if `response` has no kind.
void AddGap(int index, const quiz::v1::Response& response, quiz::v1::GapFillResponse& answers);

// "Berlin | b | 1961": an answer for each gap, in their order; an empty one leaves its gap out. INVALID_ARGUMENT says
// which gap expects what.
absl::StatusOr<quiz::v1::Response> ParseGaps(const quiz::v1::PaperItem& item, absl::string_view text);

}  // namespace lyceum::ctl
