// The beginning of a text.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

// The first `chars` code points of valid UTF-8; "…" stands for what is left out, as one of them.
std::string Excerpt(absl::string_view text, int chars);

}  // namespace lyceum::quiz
