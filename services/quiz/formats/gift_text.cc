#include "services/quiz/formats/gift_text.h"

#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {

using absl::string_view;
using absl::StripAsciiWhitespace;

namespace {

// An escaped character stands as a control character while the structure is looked for: texts have none of their own.
constexpr char kEscapable[] = ":#={}~";
constexpr char kFirstPlaceholder = '\x01';
constexpr char kLineEndPlaceholder = '\x08';

}  // namespace

std::string HideGiftEscapes(string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    const char* known = next == '\0' ? nullptr : std::strchr(kEscapable, next);
    if (text[i] != '\\' || (next != '\\' && next != 'n' && known == nullptr)) {
      out.push_back(text[i]);
      continue;
    }
    ++i;
    if (known != nullptr) {
      out.push_back(static_cast<char>(kFirstPlaceholder + (known - kEscapable)));
    } else {
      out.push_back(next == 'n' ? kLineEndPlaceholder : '\\');
    }
  }
  return out;
}

std::string ShowGiftEscapes(string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == kLineEndPlaceholder) c = '\n';
    if (c >= kFirstPlaceholder && c < kFirstPlaceholder + static_cast<int>(sizeof kEscapable) - 1) {
      c = kEscapable[c - kFirstPlaceholder];
    }
  }
  return out;
}

Text GiftText(string_view text, Markup markup) {
  Text result{.text = "", .markup = markup, .files = {}};
  if (absl::StartsWith(text, "[")) {
    const size_t end = text.find(']');
    if (const auto named = MarkupOf(text.substr(1, end == string_view::npos ? 0 : end - 1))) {
      result.markup = *named;
      text = text.substr(end + 1);
    }
  }
  // White space is that of the file: an escaped line end at the end goes with it.
  result.text = std::string(StripAsciiWhitespace(ShowGiftEscapes(text)));
  return result;
}

std::vector<string_view> GiftPieces(string_view text, char separator) {
  std::vector<string_view> pieces = absl::StrSplit(text, separator);
  if (StripAsciiWhitespace(pieces[0]).empty()) pieces.erase(pieces.begin());
  for (string_view& piece : pieces) piece = StripAsciiWhitespace(piece);
  return pieces;
}

std::optional<string_view> TakeGiftWeight(string_view& answer) {
  if (!absl::StartsWith(answer, "%")) return std::nullopt;
  const size_t end = answer.find('%', 1);
  if (end == string_view::npos || end == 1) return std::nullopt;
  const string_view weight = answer.substr(1, end - 1);
  if (weight.find_first_not_of("-.0123456789") != string_view::npos) return std::nullopt;
  answer.remove_prefix(end + 1);
  return weight;
}

std::string AddGiftEscapes(string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || std::strchr(kEscapable, c) != nullptr) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

}  // namespace lyceum::quiz::formats
