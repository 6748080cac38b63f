// Matches inside a text, set apart.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::draw {

// The text, cleaned, on one line, with the given ranges of its code points
// (from, before) in bold yellow, or between "[" and "]" without colour. Ranges
// that overlap, run backwards or lie outside are cut to what makes sense.
std::string Marked(absl::string_view text, const std::vector<std::pair<int, int>>& ranges, const Ink& ink);

}  // namespace lyceum::draw
