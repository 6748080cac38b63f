#include "services/content/logic/search/words.h"

#include <libstemmer.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/content/logic/search/stop_words.h"

namespace lyceum::content {
namespace {

constexpr UChar32 kRightQuote = 0x2019;

bool IsWordCharacter(UChar32 c) {
  if (c < 0x80) return absl::ascii_isalnum(static_cast<unsigned char>(c));
  return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

// Scripts that write no spaces between words.
bool IsUnspaced(UChar32 c) {
  if (c < 0x0E00) return false;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

std::string CaseFold(const std::string& word) {
  std::string folded;
  icu::UnicodeString::fromUTF8(word).foldCase().toUTF8String(folded);
  return folded;
}

// Accents go from Latin letters only: elsewhere a mark makes another letter.
std::string WithoutAccents(const std::string& word) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::UnicodeString parts = nfkd->normalize(icu::UnicodeString::fromUTF8(word), error);
  icu::UnicodeString kept;
  bool latin = false;
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    const bool mark = u_charType(c) == U_NON_SPACING_MARK;
    if (!mark) latin = uscript_getScript(c, &error) == USCRIPT_LATIN;
    if (!mark || !latin) kept.append(c);
  }
  std::string text;
  nfc->normalize(kept, error).toUTF8String(text);
  return U_SUCCESS(error) ? text : word;
}

// Only letters, digits and marks, cut at a code point.
std::string Clean(absl::string_view word) {
  std::string clean;
  const int32_t size = static_cast<int32_t>(word.size());
  for (int32_t i = 0; i < size;) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(word.data(), i, size, c);
    if (c < 0 || !IsWordCharacter(c)) continue;
    if (clean.size() + static_cast<size_t>(i - start) > kMaxStemBytes) break;
    absl::StrAppend(&clean, word.substr(start, i - start));
  }
  return clean;
}

}  // namespace

std::string BaseLanguage(absl::string_view language) {
  return absl::AsciiStrToLower(language.substr(0, language.find('-')));
}

WordReader::WordReader(absl::string_view language)
    : language_(BaseLanguage(language)),
      splits_at_apostrophe_(language_ == "fr" || language_ == "it" || language_ == "ca"),
      stemmer_(language_.empty() ? nullptr : sb_stemmer_new(language_.c_str(), "UTF_8")) {}

WordReader::~WordReader() {
  if (stemmer_ != nullptr) sb_stemmer_delete(stemmer_);
}

const WordReader::Stem& WordReader::Find(const std::string& word, bool ascii) {
  auto [entry, fresh] = known_.try_emplace(word);
  if (!fresh) return entry->second;
  // The English stemmer knows no accents, so they go first; others stem by them.
  std::string text = ascii ? absl::AsciiStrToLower(word) : CaseFold(word);
  const bool before = language_ == "en";
  if (!ascii && before) text = WithoutAccents(text);
  entry->second.stop = IsStopWord(text, language_);
  if (stemmer_ != nullptr) {
    const sb_symbol* stem =
        sb_stemmer_stem(stemmer_, reinterpret_cast<const sb_symbol*>(text.data()), static_cast<int>(text.size()));
    if (stem != nullptr) text.assign(reinterpret_cast<const char*>(stem), sb_stemmer_length(stemmer_));
  }
  if (!ascii && !before) text = WithoutAccents(text);
  entry->second.stem = Clean(text);
  return entry->second;
}

std::vector<Word> WordReader::Read(absl::string_view text, int limit) {
  std::vector<Word> words;
  std::string word;
  bool ascii = true;
  int word_start = 0, at = 0;
  auto finish = [&](int end) {
    while (!word.empty() && word.back() == '\'') word.pop_back();
    if (!word.empty()) {
      const Stem& stem = Find(word, ascii);
      if (!stem.stem.empty()) words.push_back({stem.stem, stem.stop, word_start, end});
    }
    word.clear();
    ascii = true;
  };
  std::string previous;  // the unspaced character before, if any
  bool paired = false;   // it is part of a pair already
  auto finish_run = [&] {
    if (!previous.empty() && !paired) words.push_back({Clean(previous), false, at - 1, at});
    previous.clear();
    paired = false;
  };
  const int32_t size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size && static_cast<int>(words.size()) < limit; ++at) {
    const int32_t start = i;
    UChar32 c;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) c = ' ';
    const bool apostrophe = (c == '\'' || c == kRightQuote) && !splits_at_apostrophe_;
    if (IsUnspaced(c)) {
      finish(at);
      const std::string character(text.substr(start, i - start));
      if (!previous.empty()) words.push_back({Clean(previous + character), false, at - 1, at + 1});
      paired = !previous.empty();
      previous = character;
      continue;
    }
    finish_run();
    if (IsWordCharacter(c)) {
      if (word.empty()) word_start = at;
      absl::StrAppend(&word, text.substr(start, i - start));
      ascii = ascii && c < 0x80;
    } else if (apostrophe && !word.empty()) {
      word += '\'';
    } else {
      finish(at);
    }
  }
  finish(at);
  finish_run();
  if (static_cast<int>(words.size()) > limit) words.resize(limit);
  return words;
}

}  // namespace lyceum::content
