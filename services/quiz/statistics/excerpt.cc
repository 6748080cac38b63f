#include "services/quiz/statistics/excerpt.h"

#include <cstddef>

#include "absl/strings/str_cat.h"

namespace lyceum::quiz {

std::string Excerpt(absl::string_view text, int chars) {
  size_t last = 0;  // where the last code point that may stand begins
  int seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;  // inside a code point
    if (++seen == chars) last = i;
    if (seen > chars) return absl::StrCat(text.substr(0, last), "…");
  }
  return std::string(text);
}

}  // namespace lyceum::quiz
