// What a web page wraps around its text: invitations to sign up, advertising for an app,
// legal lines. Told by a small lexicon of such words in several languages and by where a
// line stands; no rule knows any one site or subject.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::content {

// How much a text sounds like furniture: 2 for each phrase such as "log in" or
// "privacy policy", 1 for each kind of word such as "free" or "your".
struct FurnitureScore {
  int phrases = 0;
  int points = 0;
};
FurnitureScore ScoreFurniture(absl::string_view text);

// Furniture by its words alone.
bool IsFurniture(absl::string_view text);

// The lines of a scraped page without its furniture, in order:
// - a line glued together of furniture and text ("Sign upThe war began") is split;
// - lines that are furniture by their words go;
// - so do lines in another language than the page's, and lines that address the reader,
//   when they touch furniture;
// - so do long lines that were there before, and their shortened copies ("The war beg...");
// - furniture sentences at either end of a line of text go.
std::vector<std::string> WithoutFurniture(const std::vector<std::string>& lines, absl::string_view language);

}  // namespace lyceum::content
