// Missing word: a sentence whose missing word is chosen, docs.moodle.org/en/Missing_word_format.
//
//   The capital of France is {=Paris#right ~Lyon ~%50%Ile de France} and has a tower.
//
// A blank line ends a question; its lines are joined by blanks.
#pragma once

#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// One answer alone makes a short answer.
Reading ReadMissingWord(absl::string_view text);

}  // namespace lyceum::quiz::formats
