// Trivia questions as JSON lines, as collections of them are passed around:
//
//   {"id": "history/0", "category": "history", "question": "...", "options": ["...", "..."], "correct": 1}
#pragma once

#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// A category stands before the first question of each run of them. Double-encoded text is repaired; an empty option
// that is not the right one is left out; both are told in `repairs`.
Reading ReadTrivia(absl::string_view text);

}  // namespace lyceum::quiz::formats
