// Text on a terminal: how wide it is, and what must not reach the terminal.
// Widths are columns: East Asian wide characters take two, marks none.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::draw {

enum class Align { kLeft, kRight };

// Columns the text takes. Colour sequences of ink.h take none.
int Width(absl::string_view text);

// The text on one line, safe to print: control and direction-changing
// characters become visible escapes such as "\u001b", line breaks and tabs
// become spaces, bytes that are not UTF-8 become U+FFFD.
std::string Clean(absl::string_view text);

// The same, but keeps line breaks.
std::string CleanLines(absl::string_view text);

// Cuts clean text without colour to at most `width` columns, ending in "…" if
// something was cut. Never splits a character from its marks.
std::string Cut(absl::string_view text, int width);

// Fills with spaces to `width` columns; wider text stays as it is.
std::string Pad(absl::string_view text, int width, Align align = Align::kLeft);

// `text` `count` times; nothing for a count below 1.
std::string Repeat(absl::string_view text, int count);

// The length in bytes of the colour sequence `text` begins with, 0 if none.
size_t ColorLength(absl::string_view text);

}  // namespace lyceum::draw
