// Questions and their answers among blocks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

using QuestionAnswers = std::vector<std::pair<std::string, std::string>>;

// True for one sentence that asks: "When did it end?", of at most 40 words.
bool IsQuestion(absl::string_view text);

// The questions and answers of a part that is known to hold them: question headings,
// paragraphs or list items with their answers below, and "Q: ... A: ..." lines. What comes
// before the first question is an answer without one; a part without any question gives
// one answer for each block.
QuestionAnswers ReadQuestionAnswers(const std::vector<Block>& blocks);

// The pairs of a run of "Q: ..." and "A: ..." lines that starts at `first` and its end
// (one past); empty if there is none.
QuestionAnswers ReadMarkedPairs(const std::vector<Block>& blocks, size_t first, size_t& end);

}  // namespace lyceum::content
