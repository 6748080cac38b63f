#include "services/content/logic/languages.h"

#include <algorithm>
#include <array>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/content/logic/headings.h"

namespace lyceum::content {
namespace {

using Words = absl::flat_hash_set<absl::string_view>;

// The commonest function words; those that several languages share count for each.
const std::vector<Words>& Tables() {
  static const auto& tables = *new std::vector<Words>{
      {"the",  "of",  "and", "to",   "in",   "that",  "was",  "is",  "for", "with", "his", "as",   "on",   "by",
       "he",   "it",  "at",  "from", "were", "which", "this", "be",  "are", "had",  "not", "or",   "an",   "their",
       "they", "but", "who", "has",  "have", "its",   "your", "you", "our", "we",   "how", "what", "when", "did"},
      {"der",   "die",  "das",   "und",   "ist",  "nicht",  "ein",  "eine",  "einen",  "mit",   "zu",     "auf",
       "für",   "von",  "dem",   "den",   "des",  "im",     "sich", "auch",  "als",    "wie",   "wurde",  "war",
       "bei",   "nach", "oder",  "aus",   "nie",  "wieder", "dein", "deine", "deinen", "unser", "unsere", "unseren",
       "jetzt", "wir",  "du",    "sie",   "er",   "es",     "zum",  "zur",   "über",   "durch", "bis",    "wer",
       "was",   "am",   "einer", "einem", "dass", "hat",    "sind", "in"},
      {"le",   "la",    "les",  "de",  "des", "du",  "et",   "est", "une",  "un",    "dans", "que", "qui",
       "pour", "pas",   "sur",  "au",  "aux", "par", "avec", "il",  "elle", "sont",  "plus", "ce",  "cette",
       "vous", "votre", "nous", "ses", "son", "sa",  "ne",   "en",  "où",   "était", "ont",  "nos"},
      {"el",  "la",  "los",  "las", "de",      "del",     "y",    "que",  "en", "un",   "una", "es",
       "por", "con", "para", "su",  "sus",     "se",      "no",   "fue",  "al", "como", "más", "pero",
       "era", "tu",  "tus",  "lo",  "nuestra", "nuestro", "este", "esta", "ha", "son"},
      {"il",    "lo",   "la",  "gli", "di", "che", "e",  "un",  "una", "per",   "con", "del", "della", "nel",
       "nella", "sono", "non", "è",   "si", "da",  "al", "dei", "più", "anche", "tuo", "tua", "i",     "le"},
      {"de",  "het", "een", "en",   "van", "in",   "is",  "dat", "op",   "te",   "met",  "voor", "zijn", "niet",
       "aan", "er",  "om",  "door", "ook", "naar", "bij", "je",  "jouw", "onze", "werd", "uit",  "wordt"},
      {"o",   "os",  "as",  "de",   "do", "da",  "dos", "das", "e",   "que", "em", "um", "uma", "para",
       "com", "não", "por", "mais", "se", "foi", "ao",  "é",   "seu", "sua", "no", "na", "são", "você"}};
  return tables;
}

int Strongest(const std::vector<int>& counts, size_t except) {
  int most = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (i != except) most = std::max(most, counts[i]);
  }
  return most;
}

}  // namespace

const std::vector<absl::string_view>& KnownLanguages() {
  static const auto& languages = *new std::vector<absl::string_view>{"en", "de", "fr", "es", "it", "nl", "pt"};
  return languages;
}

std::vector<int> SmallWords(absl::string_view text) {
  std::vector<int> counts(KnownLanguages().size());
  std::string folded = FoldedWords(text);
  for (absl::string_view word : absl::StrSplit(folded, absl::ByAnyChar(" .,;:!?()\"'"), absl::SkipEmpty())) {
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += Tables()[i].contains(word) ? 1 : 0;
  }
  return counts;
}

std::string DetectLanguage(absl::string_view text) {
  std::vector<int> counts = SmallWords(text);
  size_t best = std::max_element(counts.begin(), counts.end()) - counts.begin();
  if (counts[best] < 3 || counts[best] * 4 < Strongest(counts, best) * 5) return "";
  return std::string(KnownLanguages()[best]);
}

bool IsForeign(absl::string_view text, absl::string_view language) {
  std::vector<int> counts = SmallWords(text);
  for (size_t i = 0; i < counts.size(); ++i) {
    absl::string_view known = KnownLanguages()[i];
    if (language != known && !absl::StartsWith(language, std::string(known) + "-")) continue;
    int other = Strongest(counts, i);
    return other >= 2 && other >= 3 * counts[i];
  }
  return false;
}

bool IsSmallWord(absl::string_view word) {
  return std::any_of(Tables().begin(), Tables().end(), [&](const Words& words) { return words.contains(word); });
}

}  // namespace lyceum::content
