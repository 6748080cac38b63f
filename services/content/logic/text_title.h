// A title for a page that states none.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::content {

// The name the page is about: of the capitalised words of its first paragraph the one most
// frequent in the page, with the capitalised words around it there. Where there is none, the first
// words of the page. At most kMaxTitleChars; empty only for a page without words.
std::string DeriveTitle(const std::vector<std::string>& lines);

}  // namespace lyceum::content
