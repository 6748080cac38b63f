// Words too common to search for.
#pragma once

#include "absl/strings/string_view.h"

namespace lyceum::content {

// `word` is folded to lower case; `language` a base language such as "en". Languages
// without a list have no stop words.
bool IsStopWord(absl::string_view word, absl::string_view language);

}  // namespace lyceum::content
