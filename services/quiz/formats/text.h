// Small things that several formats do with text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// The name a question without one gets: its text without elements, at most 80 characters, cut after a word.
std::string MadeName(absl::string_view text);

// "&", "<" and ">" as entities, quotes as they are; and the five entities as characters.
std::string EscapeHtml(absl::string_view text);
std::string UnescapeHtml(absl::string_view text);
// Without anything between < and >.
std::string StripElements(absl::string_view text);

// "moodle_auto_format", "html", "plain_text", "markdown" and their short forms; nothing for another name.
std::optional<Markup> MarkupOf(absl::string_view name);

// A finite number as people type it, with nothing around it: "1822", "-.5", "3e8". No hexadecimal, no "inf".
std::optional<double> NumberOf(absl::string_view text);
// The shortest text that reads back as this number.
std::string NumberText(double number);

// "33.33333" as 333,333 millionths; nothing if it is no number or beyond 100 per cent either way.
std::optional<int64_t> PercentOf(absl::string_view text);
// 333,333 as "33.3333".
std::string PercentText(int64_t fraction);

}  // namespace lyceum::quiz::formats
