// Which language a text is in, told by its small words.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::content {

// How many of the text's words are small words of each language we know, in the order of
// KnownLanguages().
std::vector<int> SmallWords(absl::string_view text);

// "en", "de", "fr", "es", "it", "nl", "pt".
const std::vector<absl::string_view>& KnownLanguages();

// The language with the most small words, if there are at least three and clearly more
// than of any other; else empty.
std::string DetectLanguage(absl::string_view text);

// True if another language's small words clearly outnumber those of `language`.
bool IsForeign(absl::string_view text, absl::string_view language);

// True for a small word of any language we know.
bool IsSmallWord(absl::string_view lower_case_word);

}  // namespace lyceum::content
