// Markdown as a terminal shows it: headings, wrapped paragraphs, lists,
// quotations, code and tables.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::draw {

// `markdown` is GFM as a server sent it; it is cleaned here. Raw HTML is shown
// as text. Lines are at most `width` columns, except code. Blocks are separated
// by an empty line; the last line ends in "\n". "" for an empty text.
std::string Markdown(absl::string_view markdown, int width, const Ink& ink);

}  // namespace lyceum::draw
