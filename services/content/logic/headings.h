// What a heading says about the part below it, in the languages we know.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::content {

enum class Role { kNone, kTerms, kTimeline, kTakeaways, kFaq, kFlashcards };

// By words such as "Key takeaways", "Häufige Fragen", "Glossaire"; kNone for other
// headings.
Role RoleOfHeading(absl::string_view heading);

// Heads of table columns.
bool IsTermHead(absl::string_view cell);
bool IsDefinitionHead(absl::string_view cell);
bool IsDateHead(absl::string_view cell);
bool IsQuestionHead(absl::string_view cell);
bool IsAnswerHead(absl::string_view cell);

// Lower case also beyond ASCII, white space runs as one space, no marks at either end.
std::string FoldedWords(absl::string_view text);

}  // namespace lyceum::content
