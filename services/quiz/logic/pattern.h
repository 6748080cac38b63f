// Patterns of short answers: "*" stands for any characters, "\*" for a star.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/quiz/logic/fold.h"

namespace lyceum::quiz {

class Pattern {
 public:
  Pattern(absl::string_view pattern, FoldOptions options);

  // `response` is folded with the same options and trimmed. All of it must match.
  bool Matches(const std::u32string& response) const;

  // The same with one slip from 5 letters on and two from 9 (of the pattern).
  // Never if either has a digit or the pattern a star: a number one digit off is
  // another number.
  bool MatchesWithTypos(const std::u32string& response) const;

  bool has_star() const { return pieces_.size() > 1; }

 private:
  bool MatchesLines(const std::u32string& response) const;

  std::vector<std::u32string> pieces_;  // between the stars
  bool literal_;
};

// The pattern as a text that it matches: stars left out, escapes undone.
std::string PatternAsText(absl::string_view pattern);

// A pattern that matches `text` only.
std::string TextAsPattern(absl::string_view text);

}  // namespace lyceum::quiz
