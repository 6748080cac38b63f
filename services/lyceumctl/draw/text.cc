#include "services/lyceumctl/draw/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace lyceum::draw {
namespace {

// Reads one code point and moves `at`; negative for a byte that is not UTF-8.
UChar32 Next(absl::string_view text, size_t& at) {
  int32_t i = static_cast<int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
  at = static_cast<size_t>(i);
  return c;
}

void Append(std::string& out, UChar32 c) {
  char bytes[4];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, static_cast<size_t>(length));
}

int WidthOf(UChar32 c) {
  if (c < 0) return 1;
  if (c == 0x00AD) return 1;  // A soft hyphen is drawn by most terminals.
  const int8_t type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || type == U_CONTROL_CHAR)
    return 0;
  const int east = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

// Characters that move the cursor, change the terminal, or make text read in
// another order than it is stored.
bool Unsafe(UChar32 c) {
  return u_charType(c) == U_CONTROL_CHAR || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200E || c == 0x200F || c == 0x061C || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

std::string CleanWith(absl::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const UChar32 c = Next(text, at);
    if (c == '\n') {
      out += keep_lines ? '\n' : ' ';
    } else if (c == '\t') {
      out += ' ';
    } else if (c == '\r' && at < text.size() && text[at] == '\n') {
      continue;
    } else if (c < 0) {
      out += "\uFFFD";
    } else if (Unsafe(c)) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
    } else {
      Append(out, c);
    }
  }
  return out;
}

}  // namespace

size_t ColorLength(absl::string_view text) {
  if (text.size() < 3 || text[0] != '\x1b' || text[1] != '[') return 0;
  size_t end = 2;
  while (end < text.size() && (text[end] == ';' || (text[end] >= '0' && text[end] <= '9'))) ++end;
  return end < text.size() && text[end] == 'm' ? end + 1 : 0;
}

int Width(absl::string_view text) {
  int width = 0;
  for (size_t at = 0; at < text.size();) {
    if (const size_t skip = ColorLength(text.substr(at)); skip > 0) {
      at += skip;
    } else {
      width += WidthOf(Next(text, at));
    }
  }
  return width;
}

std::string Clean(absl::string_view text) { return CleanWith(text, false); }
std::string CleanLines(absl::string_view text) { return CleanWith(text, true); }

std::string Cut(absl::string_view text, int width) {
  if (Width(text) <= width) return std::string(text);
  if (width <= 0) return "";
  int used = 0;
  size_t kept = 0;
  for (size_t at = 0; at < text.size();) {
    used += WidthOf(Next(text, at));
    if (used > width - 1) break;
    kept = at;
  }
  return absl::StrCat(text.substr(0, kept), "…");
}

std::string Pad(absl::string_view text, int width, Align align) {
  const std::string space = Repeat(" ", width - Width(text));
  return align == Align::kLeft ? absl::StrCat(text, space) : absl::StrCat(space, text);
}

std::string Repeat(absl::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out.append(text.data(), text.size());
  return out;
}

}  // namespace lyceum::draw
