#include "services/content/logic/date_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"

namespace lyceum::content {
namespace {

using Words = absl::flat_hash_set<absl::string_view>;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
// Bytes of a multi-byte character count as letters, but for dashes, quotes and the
// no-break space, which are looked for first.
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || (c & 0x80) != 0; }

// The length of a dash of any kind at `text`, 0 if there is none.
size_t DashAt(absl::string_view text) {
  if (text.substr(0, 1) == "-") return 1;
  for (absl::string_view dash : {"‐", "‑", "‒", "–", "—", "−"}) {
    if (text.substr(0, dash.size()) == dash) return dash.size();
  }
  return 0;
}

size_t SpaceAt(absl::string_view text) {
  if (absl::ascii_isspace(static_cast<unsigned char>(text[0]))) return 1;
  for (absl::string_view space : {"\u00a0", "\u202f", "\u2009"}) {
    if (text.substr(0, space.size()) == space) return space.size();
  }
  return 0;
}

size_t OtherMarkAt(absl::string_view text) {
  for (absl::string_view mark : {"“", "”", "‘", "’", "„", "«", "»", "…"}) {
    if (text.substr(0, mark.size()) == mark) return mark.size();
  }
  return 0;
}

size_t LettersEnd(absl::string_view text, size_t at) {
  while (at < text.size() && IsLetter(text[at]) && DashAt(text.substr(at)) == 0 && SpaceAt(text.substr(at)) == 0 &&
         OtherMarkAt(text.substr(at)) == 0) {
    ++at;
  }
  return at;
}

DateToken NumberAt(absl::string_view text, size_t at) {
  DateToken token;
  token.begin = at;
  while (at < text.size() && IsDigit(text[at])) {
    if (token.digits < 5) token.value = token.value * 10 + (text[at] - '0');
    ++token.digits;
    ++at;
  }
  // "1960's" is a decade like "1960s".
  size_t letters = at;
  if (text.substr(at, 2) == "'s") letters = at + 1;
  if (text.substr(at, 4) == "’s") letters = at + 3;
  token.end = LettersEnd(text, letters);
  token.text = absl::AsciiStrToLower(text.substr(letters, token.end - letters));
  if (token.end == letters) token.end = at;
  token.kind = token.digits > 4 ? DateToken::Kind::kWord : DateToken::Kind::kNumber;
  return token;
}

}  // namespace

std::vector<DateToken> DateTokens(absl::string_view text) {
  std::vector<DateToken> tokens;
  size_t at = 0;
  while (at < text.size()) {
    absl::string_view rest = text.substr(at);
    if (size_t space = SpaceAt(rest); space > 0) {
      at += space;
      continue;
    }
    DateToken token;
    token.begin = at;
    if (IsDigit(text[at])) {
      token = NumberAt(text, at);
    } else if (size_t dash = DashAt(rest); dash > 0) {
      token.text = "-";
      token.end = at + dash;
    } else if (size_t mark = OtherMarkAt(rest); mark > 0) {
      token.text = std::string(rest.substr(0, mark));
      token.end = at + mark;
    } else if (size_t end = LettersEnd(text, at); end > at) {
      token.kind = DateToken::Kind::kWord;
      token.text = absl::AsciiStrToLower(text.substr(at, end - at));
      token.end = end;
    } else {
      token.text = std::string(rest.substr(0, 1));
      token.end = at + 1;
    }
    at = token.end;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

int MonthNumber(absl::string_view word) {
  static const auto& months = *new absl::flat_hash_map<absl::string_view, int>{
      {"january", 1},   {"jan", 1},      {"februar", 2},   {"february", 2},  {"feb", 2},        {"march", 3},
      {"mar", 3},       {"april", 4},    {"apr", 4},       {"may", 5},       {"june", 6},       {"jun", 6},
      {"july", 7},      {"jul", 7},      {"august", 8},    {"aug", 8},       {"september", 9},  {"sep", 9},
      {"sept", 9},      {"october", 10}, {"oct", 10},      {"november", 11}, {"nov", 11},       {"december", 12},
      {"dec", 12},      {"januar", 1},   {"jänner", 1},    {"märz", 3},      {"mär", 3},        {"mrz", 3},
      {"mai", 5},       {"juni", 6},     {"juli", 7},      {"oktober", 10},  {"okt", 10},       {"dezember", 12},
      {"dez", 12},      {"janvier", 1},  {"janv", 1},      {"février", 2},   {"févr", 2},       {"fév", 2},
      {"mars", 3},      {"avril", 4},    {"avr", 4},       {"juin", 6},      {"juillet", 7},    {"juil", 7},
      {"août", 8},      {"septembre", 9}, {"octobre", 10}, {"novembre", 11}, {"décembre", 12},  {"déc", 12},
      {"enero", 1},     {"ene", 1},      {"febrero", 2},   {"marzo", 3},     {"abril", 4},      {"abr", 4},
      {"mayo", 5},      {"junio", 6},    {"julio", 7},     {"agosto", 8},    {"ago", 8},        {"septiembre", 9},
      {"setiembre", 9}, {"octubre", 10}, {"noviembre", 11}, {"diciembre", 12}, {"dic", 12}};
  auto found = months.find(word);
  return found == months.end() ? 0 : found->second;
}

int CenturyNumber(absl::string_view word) {
  static constexpr std::array<absl::string_view, 22> kOrdinals = {
      "",          "first",       "second",     "third",     "fourth",      "fifth",      "sixth",     "seventh",
      "eighth",    "ninth",       "tenth",      "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
      "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",  "twenty-first"};
  static constexpr std::array<absl::string_view, 22> kRoman = {
      "",   "i",   "ii",   "iii", "iv", "v",   "vi",   "vii",   "viii", "ix",  "x",
      "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix",  "xx",  "xxi"};
  for (size_t i = 1; i < kOrdinals.size(); ++i) {
    if (word == kOrdinals[i] || word == kRoman[i]) return static_cast<int>(i);
    if (word.size() > 1 && word.back() == 'e' && word.substr(0, word.size() - 1) == kRoman[i]) {
      return static_cast<int>(i);
    }
  }
  return 0;
}

bool IsOrdinalSuffix(absl::string_view suffix) {
  static const auto& words = *new Words{"st", "nd", "rd", "th", "er", "e", "ème", "º", "°"};
  return words.contains(suffix);
}

bool IsDecadeSuffix(absl::string_view suffix) { return suffix == "s" || suffix == "er"; }

bool IsCenturyWord(absl::string_view word) {
  static const auto& words = *new Words{"century", "jahrhundert", "jahrhunderts", "jh", "siècle", "siglo"};
  return words.contains(word);
}

bool IsCircaWord(absl::string_view word) {
  static const auto& words = *new Words{"c", "ca", "circa", "about", "around", "approximately", "um", "etwa", "vers",
                                        "environ", "hacia"};
  return words.contains(word);
}

bool IsRangeWord(absl::string_view word) {
  static const auto& words = *new Words{"to", "until", "till", "bis", "au", "à", "al", "a", "hasta"};
  return words.contains(word);
}

bool IsFillerWord(absl::string_view word) {
  static const auto& words = *new Words{"the", "of",  "de", "del", "in", "on", "from", "im",   "am", "von", "vom",
                                        "en",  "du",  "el", "le",  "la", "los", "les", "early", "mid", "late"};
  return words.contains(word);
}

}  // namespace lyceum::content
