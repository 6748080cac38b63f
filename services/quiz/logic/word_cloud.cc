#include "services/quiz/logic/word_cloud.h"

#include <unicode/unistr.h>

#include "services/quiz/logic/fold.h"

namespace lyceum::quiz {

std::string CloudWord(absl::string_view word) {
  icu::UnicodeString text;
  for (const char32_t c : Trim(Fold(word, {.case_sensitive = false, .accent_sensitive = true}))) {
    text.append(static_cast<UChar32>(c));
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace lyceum::quiz
