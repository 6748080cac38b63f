// GIFT, the text format for questions: docs.moodle.org/en/GIFT_format. Read as Moodle 4.1 reads it.
//
//   // comment, with [id:x] [tag:y]
//   $CATEGORY: a/b
//   ::name::[html]question text {=right#feedback ~wrong ~%50%half ####general feedback}
//
// A blank line ends a question; \ before ~ = # { } : takes their meaning away, \n is a line end. In the braces: T or F;
// only "=": short answers; "= stem -> option": matching; "#": numbers, as value:tolerance or min..max; nothing: an
// essay. No braces: a description. Text after the braces: they stand for a missing word.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/quiz/formats/question.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// Every question of a file of UTF-8 with \n. Lines lose the white space around them.
Reading ReadGift(absl::string_view text);

// One question out of its lines, which are kept as they are; adds one entry, or none for comments alone.
void ReadGiftQuestion(absl::Span<const absl::string_view> lines, int first_line, Reading& reading);

// As Moodle writes it: reading it again gives the same question. Adds to `lost` what GIFT cannot say.
std::string WriteGift(const Question& question, std::vector<std::string>& lost);

}  // namespace lyceum::quiz::formats
