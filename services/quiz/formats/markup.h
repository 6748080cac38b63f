// Texts of other formats as the Markdown that items hold, and back.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/quiz/formats/question.h"

namespace lyceum::quiz::formats {

// What a reader sees stays what a reader sees: plain text is escaped, a line end is a break, HTML becomes paragraphs,
// lists, emphasis, links and code. Adds to `lost`, once each, what Markdown here cannot hold: pictures (their
// description stays), media, tables' columns, raised and lowered text. INVALID_ARGUMENT for Markdown with raw HTML or
// links that could run something, and for HTML nested deeper than limits::kMaxHtmlDepth.
absl::StatusOr<std::string> ToMarkdown(const Text& text, std::vector<std::string>& lost);

// Markdown as it is, but for control characters, which no format can have: they become blanks.
Text FromMarkdown(std::string markdown);

// The same as plain text where a reader sees no difference, or `lost` says that marks were.
Text ToPlain(const Text& text, std::vector<std::string>& lost);

// With every text plain.
Question Plainly(Question question, std::vector<std::string>& lost);

}  // namespace lyceum::quiz::formats
