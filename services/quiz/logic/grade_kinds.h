// The rule of each kind of item; only grade.cc calls them, and the statistics
// those that say what decided. Check... answers what is wrong with a response,
// Grade... which share of the points it is worth. `at` is where the response stands,
// such as "response" or "response.gap_fill.gaps[0]".
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "lyceum/quiz/v1/item.pb.h"
#include "lyceum/quiz/v1/response.pb.h"
#include "services/quiz/logic/share.h"

namespace lyceum::quiz {

struct Judgement {
  Share share;
  std::string feedback;
};

// The rule of the item's kind; `response` is of that kind.
Judgement Judge(const v1::Item& item, uint64_t paper_seed, const v1::Response& response);

// The fraction of the choice picked; below 0 counts as 0.
absl::Status CheckSingleChoice(const v1::SingleChoice& item, const std::string& response, const std::string& at);
Judgement GradeSingleChoice(const v1::SingleChoice& item, const std::string& response);

// Right chosen / right in all - wrong chosen / wrong in all, where a choice's
// own fraction stands in its place; held between 0 and 1. Feedback of the chosen,
// a paragraph each.
absl::Status CheckMultipleChoice(const v1::MultipleChoice& item, const v1::ChoiceSet& response, const std::string& at);
Judgement GradeMultipleChoice(const v1::MultipleChoice& item, const v1::ChoiceSet& response);

// The first pattern that matches exactly; else, with typo tolerance, the first
// that matches with slips.
absl::Status CheckShortText(const std::string& response, const std::string& at);
// The place of that pattern; -1 if there is none.
int DecidingPattern(const v1::ShortText& item, const std::string& response);
Judgement GradeShortText(const v1::ShortText& item, const std::string& response);

// The first answer that takes one of the values the text may mean; with units, less
// their penalty.
absl::Status CheckNumeric(const v1::Numeric& item, const v1::NumericResponse& response, const std::string& at);
struct NumericDecision {
  int answer = -1;  // its place; -1 if there is none
  bool unit_right = false;
};
NumericDecision DecideNumeric(const v1::Numeric& item, const v1::NumericResponse& response);
Judgement GradeNumeric(const v1::Numeric& item, const v1::NumericResponse& response);

// Right pairs / stems.
absl::Status CheckMatching(const v1::Item& item, uint64_t paper_seed, const v1::MatchingResponse& response);
Judgement GradeMatching(const v1::Item& item, uint64_t paper_seed, const v1::MatchingResponse& response);

// See Ordering.Credit.
absl::Status CheckOrdering(const v1::Item& item, const v1::OrderingResponse& response);
Judgement GradeOrdering(const v1::Item& item, uint64_t paper_seed, const v1::OrderingResponse& response);

// All or nothing; see DateItem.precision.
absl::Status CheckDate(const v1::DateResponse& response);
Judgement GradeDate(const v1::DateItem& item, const v1::DateResponse& response);

// The mean of the gaps' shares by weight; feedback of each, "(1) ...", a paragraph each.
absl::Status CheckGaps(const v1::Item& item, uint64_t paper_seed, const v1::GapFillResponse& response);
Judgement GradeGaps(const v1::Item& item, uint64_t paper_seed, const v1::GapFillResponse& response);

// What is not graded.
absl::Status CheckPoll(const v1::Poll& item, const v1::ChoiceSet& response);
absl::Status CheckWordCloud(const v1::WordCloud& item, const v1::WordSet& response);
absl::Status CheckOpenEnded(const v1::OpenEnded& item, const std::string& response);
absl::Status CheckScale(const v1::Scale& item, int32_t response);

}  // namespace lyceum::quiz
