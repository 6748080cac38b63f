#include "services/content/logic/quote.h"

#include "absl/strings/ascii.h"
#include "services/content/logic/anchor.h"

namespace lyceum::content {
namespace {

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

// The byte after the quote if it stands at `at`, else npos.
size_t EndOfMatch(absl::string_view text, size_t at, absl::string_view quote) {
  for (size_t i = 0; i < quote.size();) {
    if (at >= text.size()) return absl::string_view::npos;
    if (IsSpace(quote[i])) {
      if (!IsSpace(text[at])) return absl::string_view::npos;
      while (i < quote.size() && IsSpace(quote[i])) ++i;
      while (at < text.size() && IsSpace(text[at])) ++at;
    } else if (quote[i++] != text[at++]) {
      return absl::string_view::npos;
    }
  }
  return at;
}

}  // namespace

std::optional<v1::TextSpan> FindQuote(const std::vector<TextPart>& texts, absl::string_view quote) {
  quote = absl::StripAsciiWhitespace(quote);
  if (quote.empty()) return std::nullopt;
  for (const TextPart& part : texts) {
    const absl::string_view whole = part.text;
    for (size_t at = whole.find(quote[0]); at != absl::string_view::npos; at = whole.find(quote[0], at + 1)) {
      const size_t end = EndOfMatch(whole, at, quote);
      if (end != absl::string_view::npos) return MakeSpan(part, whole.substr(at, end - at));
    }
  }
  return std::nullopt;
}

}  // namespace lyceum::content
