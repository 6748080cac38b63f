// The texts of an explanation, one by one: what is searched, anchored, compared.
#pragma once

#include <string>
#include <vector>

#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

struct TextPart {
  // The section's id.
  std::string section;
  // "heading", "markdown", "rows[3].definition", "entries[0].answer", ...
  std::string part;
  // Plain text; Markdown is rendered as a reader sees it.
  std::string text;
};

// Every text that is not empty, in reading order.
std::vector<TextPart> PlainTexts(const v1::Explanation& explanation);
std::vector<TextPart> PlainTexts(const v1::Section& section);

}  // namespace lyceum::content
