// Text made comparable: what a reader takes for the same word becomes the same
// code points.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

struct FoldOptions {
  bool case_sensitive = false;
  bool accent_sensitive = false;
  // Only form C, and case one letter by one; see ShortText.literal.
  bool literal = false;
};

// NFKC, with full case folding ("STRASSE" is "Straße") unless case_sensitive and
// without diacritics unless accent_sensitive; typographic quotes and dashes
// become plain ones; runs of white space become one space. Ends are kept: see
// Trim. Marks that are letters of their script (Thai vowels, Devanagari signs,
// Japanese voicing) stay.
std::u32string Fold(absl::string_view text, FoldOptions options);

// Without white space (of ASCII) at both ends.
std::u32string Trim(std::u32string text);

// Optimal string alignment (a letter too much, too few, wrong, or two neighbours
// swapped each count 1; no part is edited twice), or limit + 1 if it is more
// than `limit`.
int OsaDistance(const std::u32string& a, const std::u32string& b, int limit);

}  // namespace lyceum::quiz
