// Aiken, multiple choice questions in the plainest form: docs.moodle.org/en/Aiken_format.
//
//   A question on one line
//   A) one
//   B. another
//   ANSWER: B
//
// Its texts are plain, without exception.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

Reading ReadAiken(absl::string_view text);

// Empty where Aiken has no such question. Adds to `lost` what it cannot say.
std::string WriteAiken(const Question& question, std::vector<std::string>& lost);

}  // namespace lyceum::quiz::formats
