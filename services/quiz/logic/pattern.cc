#include "services/quiz/logic/pattern.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace lyceum::quiz {
namespace {

// What stands between runs of unescaped stars; never empty.
std::vector<std::string> Pieces(absl::string_view pattern) {
  std::vector<std::string> pieces(1);
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size() && pattern[i + 1] == '*') {
      pieces.back().push_back(pattern[++i]);
    } else if (pattern[i] != '*') {
      pieces.back().push_back(pattern[i]);
    } else if (i == 0 || pieces.size() == 1 || !pieces.back().empty()) {
      pieces.emplace_back();
    }
  }
  return pieces;
}

bool HasDigit(const std::u32string& text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) { return u_isdigit(static_cast<UChar32>(c)); });
}

}  // namespace

Pattern::Pattern(absl::string_view pattern, FoldOptions options) : literal_(options.literal) {
  for (const std::string& piece : Pieces(pattern)) pieces_.push_back(Fold(piece, options));
  if (!has_star() && !literal_) pieces_[0] = Trim(std::move(pieces_[0]));
}

bool Pattern::Matches(const std::u32string& response) const {
  if (!has_star()) return response == pieces_[0];
  if (literal_ && response.find(U'\n') != std::u32string::npos) return MatchesLines(response);
  const std::u32string& first = pieces_.front();
  const std::u32string& last = pieces_.back();
  if (response.size() < first.size() + last.size()) return false;
  if (response.compare(0, first.size(), first) != 0) return false;
  const size_t end = response.size() - last.size();
  if (response.compare(end, last.size(), last) != 0) return false;
  // Between the ends, taking each piece where it first occurs loses nothing.
  size_t at = first.size();
  for (size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const size_t found = response.find(pieces_[i], at);
    if (found == std::u32string::npos || found + pieces_[i].size() > end) return false;
    at = found + pieces_[i].size();
  }
  return true;
}

// As Matches, but no star stands for a line break: then the first place a piece occurs may be the wrong one, so all
// places where the pieces so far can end are kept. Time: the response times the pattern, at most.
bool Pattern::MatchesLines(const std::u32string& response) const {
  std::vector<bool> ends(response.size() + 1);
  ends[0] = true;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const std::u32string& piece = pieces_[i];
    std::vector<bool> next(response.size() + 1);
    bool may_begin = false;
    for (size_t at = 0; at + piece.size() <= response.size(); ++at) {
      // The star before this piece may have begun here, or go on unless it would take a line break in.
      may_begin = ends[at] || (i > 0 && may_begin && response[at - 1] != U'\n');
      if (may_begin && response.compare(at, piece.size(), piece) == 0) next[at + piece.size()] = true;
    }
    ends = std::move(next);
  }
  return ends[response.size()];
}

bool Pattern::MatchesWithTypos(const std::u32string& response) const {
  if (has_star() || HasDigit(pieces_[0]) || HasDigit(response)) return false;
  const size_t length = pieces_[0].size();
  const int slips = length >= 9 ? 2 : length >= 5 ? 1 : 0;
  return OsaDistance(pieces_[0], response, slips) <= slips;
}

std::string PatternAsText(absl::string_view pattern) { return absl::StrJoin(Pieces(pattern), ""); }

std::string TextAsPattern(absl::string_view text) { return absl::StrReplaceAll(text, {{"*", "\\*"}}); }

}  // namespace lyceum::quiz
