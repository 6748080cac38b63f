// Cloze: a text with gaps in it, docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
//
//   {weight:TYPE:alternative~=right alternative#feedback~%50%half right}
//
// TYPE is SHORTANSWER, NUMERICAL, MULTICHOICE, MULTIRESPONSE or one of their short forms; a \ before } # ~ / " takes
// its meaning away.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// A whole file is one question.
Reading ReadCloze(absl::string_view text);

// Puts "{#1}", ... in question.text for the gaps, and the gaps in question.gaps. Returns the problem, or "".
std::string ReadGaps(Question& question);

// The text with its gaps written out.
std::string WriteGaps(const Question& question);

}  // namespace lyceum::quiz::formats
