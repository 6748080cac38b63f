#include "services/content/logic/text_title.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/content/logic/date_words.h"
#include "services/content/logic/headings.h"
#include "services/content/logic/languages.h"

namespace lyceum::content {
namespace {

struct Word {
  std::string text;
  bool name = false;
  bool sentence_start = false;
  // A comma, full stop or bracket stands between this word and the next.
  bool ends_phrase = false;
};

std::string Bare(absl::string_view word) {
  std::string out(word);
  auto is_mark = [](char c) { return absl::ascii_ispunct(static_cast<unsigned char>(c)); };
  while (!out.empty() && is_mark(out.back())) out.pop_back();
  out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), is_mark));
  absl::string_view bare = out;
  for (absl::string_view tail : {"'s", "’s", "’", "“", "”", "»", "‘"}) absl::ConsumeSuffix(&bare, tail);
  for (absl::string_view head : {"“", "„", "«", "‘", "’"}) absl::ConsumePrefix(&bare, head);
  return std::string(bare);
}

// Begins with a capital: what changes when it is folded, and is no digit.
bool IsCapitalised(const std::string& word) {
  if (word.empty()) return false;
  size_t length = 1;
  while (length < word.size() && (word[length] & 0xc0) == 0x80) ++length;
  std::string first = word.substr(0, length);
  return FoldedWords(first) != first && !absl::ascii_ispunct(static_cast<unsigned char>(first[0]));
}

std::vector<Word> Words(absl::string_view line) {
  std::vector<Word> words;
  bool start = true;
  for (absl::string_view piece : absl::StrSplit(line, ' ', absl::SkipEmpty())) {
    Word word{.text = Bare(piece), .sentence_start = start};
    std::string folded = FoldedWords(word.text);
    word.name = IsCapitalised(word.text) && word.text.size() > 2 && !IsSmallWord(folded) && MonthNumber(folded) == 0;
    bool possessive = absl::EndsWith(piece, "'s") || absl::EndsWith(piece, "’s");
    word.ends_phrase = possessive || absl::StrContains(",.;:!?)(", piece.substr(piece.size() - 1));
    start = absl::StrContains(".!?:", piece.substr(piece.size() - 1));
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

std::string DeriveTitle(const std::vector<std::string>& lines) {
  absl::flat_hash_map<std::string, int> counts;
  absl::flat_hash_map<std::string, int> inside;
  for (const std::string& line : lines) {
    for (const Word& word : Words(line)) {
      if (!word.name) continue;
      ++counts[word.text];
      // A word that has a capital only at the start of sentences is no name.
      if (!word.sentence_start) ++inside[word.text];
    }
  }
  for (const std::string& line : lines) {
    std::vector<Word> lead = Words(line);
    if (lead.size() < 8) continue;
    size_t best = lead.size();
    for (size_t i = 0; i < lead.size(); ++i) {
      if (!lead[i].name || inside[lead[i].text] == 0) continue;
      if (best == lead.size() || counts[lead[i].text] > counts[lead[best].text]) best = i;
    }
    if (best == lead.size()) break;
    size_t first = best, last = best;
    while (first > 0 && lead[first - 1].name && !lead[first - 1].ends_phrase && !lead[first - 1].sentence_start)
      --first;
    while (last + 1 < lead.size() && lead[last + 1].name && !lead[last].ends_phrase) ++last;
    return absl::StrJoin(lead.begin() + first, lead.begin() + last + 1, " ",
                         [](std::string* out, const Word& word) { absl::StrAppend(out, word.text); });
  }
  if (lines.empty()) return "";
  std::vector<std::string> first = absl::StrSplit(lines[0], ' ', absl::SkipEmpty());
  constexpr size_t kFirstWords = 8;
  if (first.size() > kFirstWords) first.resize(kFirstWords);
  return absl::StrJoin(first, " ");
}

}  // namespace lyceum::content
