// Words as search compares them: folded, without accents, cut to their stem in the
// language of the text.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/string_view.h"

struct sb_stemmer;

namespace lyceum::content {

struct Word {
  // Letters and digits, at most kMaxStemBytes; never '/', '=' or '_'.
  std::string stem;
  // It says nothing by itself in this language ("the").
  bool stop = false;
  // Code points of the text it stands at.
  int start = 0;
  int end = 0;
};

inline constexpr int kMaxStemBytes = 64;

// "de" of "de-AT": the languages one stemmer serves.
std::string BaseLanguage(absl::string_view language);

// Reads texts of one language. Stems by Snowball where it knows the language, else the
// folded word is its own stem. Scripts without spaces give pairs of neighbouring
// characters. One thread at a time.
class WordReader {
 public:
  explicit WordReader(absl::string_view language);
  ~WordReader();
  WordReader(const WordReader&) = delete;
  WordReader& operator=(const WordReader&) = delete;

  // The words of an NFC text, in order, at most `limit`.
  std::vector<Word> Read(absl::string_view text, int limit = 1 << 20);

 private:
  struct Stem {
    std::string stem;
    bool stop = false;
  };
  const Stem& Find(const std::string& word, bool ascii);

  const std::string language_;
  const bool splits_at_apostrophe_;
  sb_stemmer* const stemmer_;
  std::unordered_map<std::string, Stem> known_;
};

}  // namespace lyceum::content
