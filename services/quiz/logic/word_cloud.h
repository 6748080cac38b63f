// The words of a cloud: what counts as the same word.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

// The word without case, in NFKC, without spaces at its ends (fold.h); accents
// stay. "" if nothing of it can be seen.
std::string CloudWord(absl::string_view word);

}  // namespace lyceum::quiz
