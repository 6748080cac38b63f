// Plain text scraped from a web page, as blocks.
#pragma once

#include "absl/strings/string_view.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {

// Never fails: text is text. README.md has the rules. `language_hint` is used where the text
// does not tell.
Document ReadText(absl::string_view text, absl::string_view language_hint);

}  // namespace lyceum::content
