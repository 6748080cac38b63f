#include "services/content/logic/search/snippet.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/content/logic/search/words.h"

namespace lyceum::content {
namespace {

constexpr int kLeadChars = 40;  // shown before the first match
constexpr absl::string_view kEllipsis = "…";

struct Match {
  int start = 0, end = 0;
  const WeightedTerm* term = nullptr;
};

std::vector<Match> Matches(const std::vector<Word>& words, const std::vector<WeightedTerm>& terms) {
  std::map<absl::string_view, const WeightedTerm*> wanted;
  for (const WeightedTerm& term : terms) wanted.emplace(term.stem, &term);
  std::vector<Match> matches;
  for (const Word& word : words) {
    const auto found = wanted.find(word.stem);
    if (found != wanted.end()) matches.push_back({word.start, word.end, found->second});
  }
  return matches;
}

// Where the window with the most weight begins; a repeated word counts a tenth.
size_t BestMatch(const std::vector<Match>& matches) {
  size_t best = 0;
  double best_weight = -1;
  for (size_t i = 0; i < matches.size(); ++i) {
    std::set<const WeightedTerm*> seen;
    double weight = 0;
    for (size_t j = i; j < matches.size() && matches[j].end - matches[i].start <= kSnippetChars - kLeadChars - 2; ++j) {
      weight += matches[j].term->weight * (seen.insert(matches[j].term).second ? 1 : 0.1);
    }
    if (weight > best_weight) {
      best = i;
      best_weight = weight;
    }
  }
  return best;
}

// Byte offset of each code point, and of the end.
std::vector<size_t> CodePoints(absl::string_view text) {
  std::vector<size_t> offsets;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) offsets.push_back(i);
  }
  offsets.push_back(text.size());
  return offsets;
}

v1::MatchRange Range(int start, int end) {
  v1::MatchRange range;
  range.set_start(start);
  range.set_end(end);
  return range;
}

}  // namespace

Snippet MakeSnippet(absl::string_view text, absl::string_view language, const std::vector<WeightedTerm>& terms) {
  WordReader reader(language);
  const std::vector<Word> words = reader.Read(text);
  const std::vector<Match> matches = Matches(words, terms);
  const std::vector<size_t> offsets = CodePoints(text);
  const int length = static_cast<int>(offsets.size()) - 1;

  int start = 0;
  if (!matches.empty() && length > kSnippetChars) {
    const int earliest = std::max(0, matches[BestMatch(matches)].start - kLeadChars);
    const auto word = std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.start >= earliest; });
    start = earliest == 0 || word == words.end() ? 0 : word->start;
  }
  const int room = kSnippetChars - (start > 0 ? 2 : 1);
  int end = std::min(length, start + room);
  if (end < length) {
    // Back to the end of a whole word, unless the text has none.
    int whole = start;
    for (const Word& word : words) {
      if (word.start >= start && word.end <= end) whole = std::max(whole, word.end);
    }
    if (whole > start) end = whole;
  }

  Snippet snippet;
  const int shift = start > 0 ? 1 : 0;
  if (start > 0) absl::StrAppend(&snippet.text, kEllipsis);
  absl::StrAppend(&snippet.text, text.substr(offsets[start], offsets[end] - offsets[start]));
  std::replace_if(
      snippet.text.begin(), snippet.text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  if (end < length) absl::StrAppend(&snippet.text, kEllipsis);
  for (const Match& match : matches) {
    if (match.start >= start && match.end <= end) {
      snippet.matches.push_back(Range(match.start - start + shift, match.end - start + shift));
    }
  }
  return snippet;
}

std::vector<v1::MatchRange> FindMatches(absl::string_view text, absl::string_view language,
                                        const std::vector<WeightedTerm>& terms) {
  WordReader reader(language);
  std::vector<v1::MatchRange> ranges;
  for (const Match& match : Matches(reader.Read(text), terms)) ranges.push_back(Range(match.start, match.end));
  return ranges;
}

}  // namespace lyceum::content
