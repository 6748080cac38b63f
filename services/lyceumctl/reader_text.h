// The texts of an explanation as a reader sees them, part by part: what the
// offsets of a highlight count in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::ctl {

struct ReaderText {
  std::string section;  // its id
  std::string part;     // "markdown", "rows[3].definition", ...
  std::string text;
};

// Every text that is not empty, in reading order. Markdown loses its marks:
// blocks and table rows end a line, table cells are a space apart.
std::vector<ReaderText> ReaderTexts(const content::v1::Explanation& explanation);

// The first place of `quote`; a run of white space in it stands for any other.
// The span has quote, prefix and suffix as they are in the text. Nothing if it
// is not there, or is empty.
std::optional<content::v1::TextSpan> FindQuote(const std::vector<ReaderText>& texts, absl::string_view quote);

}  // namespace lyceum::ctl
