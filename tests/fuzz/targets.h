// What is fuzzed: each function takes any bytes and aborts where a promise is broken. The
// fuzzer and the test over the corpora run the same functions.
#pragma once

#include "absl/strings/string_view.h"

namespace lyceum::fuzz {

// The first byte chooses the format, the rest is the file. What is imported is valid and
// holds no markup that could run, and its Markdown export can be read back.
void FuzzImport(absl::string_view data);

// Dates keep their text and their order.
void FuzzDates(absl::string_view data);

// The first line is a text, the second a later one: every span of the first is found in the first, and
// what is found in the second is inside it.
void FuzzAnchor(absl::string_view data);

// A file of a transcript, as it is and with its hashes made anew: there is a verdict, and what is valid has what
// its seal counts.
void FuzzTranscript(absl::string_view data);

// The first byte chooses the format (as a digit of its number), the rest is a file of quizzes. Every question becomes a
// valid item or a report, and what is exported as GIFT or Moodle XML can be read back.
void FuzzQuizFiles(absl::string_view data);

}  // namespace lyceum::fuzz
