// Paragraphs broken into lines where Unicode allows it (UAX #14, by ICU).
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::draw {

// The lines of a clean text, each at most `width` columns, without trailing
// spaces. A word wider than `width` is split. Colour (ink.h) that is on at the
// end of a line is switched off there and on again in the next. "\n" always
// breaks. At least one line.
std::vector<std::string> Wrap(absl::string_view text, int width);

// The wrapped lines, each ended by "\n"; `first` stands before the first line
// and `rest` before the others; both count towards `width`.
std::string Paragraph(absl::string_view text, int width, absl::string_view first = "", absl::string_view rest = "");

}  // namespace lyceum::draw
