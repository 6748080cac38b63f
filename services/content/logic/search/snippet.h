// The part of a text that shows why it was found.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/search.pb.h"
#include "services/content/logic/search/ranking.h"

namespace lyceum::content {

inline constexpr int kSnippetChars = 240;

struct Snippet {
  // Plain text on one line, with "…" where it was cut.
  std::string text;
  std::vector<v1::MatchRange> matches;
};

// The stretch of `text` with the weightiest different terms; its beginning if it has none.
// `terms` are stems in `language`, the language of the text.
Snippet MakeSnippet(absl::string_view text, absl::string_view language, const std::vector<WeightedTerm>& terms);

// Where words of `terms` stand, as code points.
std::vector<v1::MatchRange> FindMatches(absl::string_view text, absl::string_view language,
                                        const std::vector<WeightedTerm>& terms);

}  // namespace lyceum::content
