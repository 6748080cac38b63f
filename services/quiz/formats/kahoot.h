// Kahoot's spreadsheet template (xlsx): a header row with "Question" in column B and "Answer" in C; below it B is the
// question, C to F the answers, G the seconds to answer in, H the numbers of the right ones, such as "1,3".
// support.kahoot.com, article 115002812547.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// Lines are rows of the first sheet. Any one of several right answers is right. INVALID_ARGUMENT where the file is no
// spreadsheet or has no such header.
absl::StatusOr<Reading> ReadKahoot(absl::string_view xlsx);

// The spreadsheet of those that Kahoot can ask; for each question adds what is lost, in their order.
absl::StatusOr<std::string> WriteKahoot(absl::Span<const Question> questions,
                                        std::vector<std::vector<std::string>>& lost);

}  // namespace lyceum::quiz::formats
