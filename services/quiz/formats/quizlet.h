// Quizlet's export: a term and its definition on each line, apart by a tab; or CSV (RFC 4180) with commas or
// semicolons. A card asks for the term that a definition defines.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// Tabs if the first line has one, else commas, else semicolons. Only with the latter two do quotes mean anything.
Reading ReadQuizlet(absl::string_view text);

// A line for a question that one term answers; else empty, and `lost` says why.
std::string WriteQuizlet(const Question& question, std::vector<std::string>& lost);

}  // namespace lyceum::quiz::formats
