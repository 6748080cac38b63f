#include "common/base/charset.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/text.h"

namespace lyceum {
namespace {

absl::StatusOr<std::string> Convert(absl::string_view bytes, const char* encoding) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding, &error);
  if (U_FAILURE(error)) return InvalidField("data", absl::StrCat("cannot be read as ", encoding));
  // Stop at what the encoding does not have, instead of putting in replacement characters.
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter, error);
  ucnv_close(converter);
  std::string utf8;
  if (U_SUCCESS(error)) text.toUTF8String(utf8);
  if (U_FAILURE(error) || !IsUtf8(utf8) || absl::StrContains(utf8, "\uFFFD")) {
    return InvalidField("data", absl::StrCat("is not valid ", encoding, ", or was cut short"));
  }
  return utf8;
}

// The encoding named in <meta charset=...> or <?xml encoding=...?>, in lower case.
std::string DeclaredCharset(absl::string_view bytes) {
  constexpr size_t kWhereToLook = 2048;
  std::string head = absl::AsciiStrToLower(bytes.substr(0, kWhereToLook));
  for (absl::string_view mark : {"charset=", "encoding="}) {
    size_t at = head.find(std::string(mark));
    if (at == std::string::npos || !absl::StrContains(head, "<")) continue;
    at += mark.size();
    if (at < head.size() && (head[at] == '"' || head[at] == '\'')) ++at;
    size_t end = at;
    while (end < head.size() && (absl::ascii_isalnum(static_cast<unsigned char>(head[end])) || head[end] == '-' ||
                                 head[end] == '_')) {
      ++end;
    }
    return head.substr(at, end - at);
  }
  return "";
}

// The first byte that is not part of valid UTF-8.
size_t FirstBadByte(absl::string_view bytes) {
  size_t good = 0;
  for (size_t end = bytes.find('\n'); end != absl::string_view::npos; end = bytes.find('\n', good)) {
    if (!IsUtf8(bytes.substr(good, end - good))) break;
    good = end + 1;
  }
  return good;
}

// Lines end in \n; other control characters become spaces.
std::string TidyControls(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      c = '\n';
    }
    out.push_back(static_cast<char>((c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c));
  }
  return out;
}

absl::StatusOr<std::string> Decode(absl::string_view bytes) {
  if (absl::StartsWith(bytes, absl::string_view("\xFF\xFE\0\0", 4)) ||
      absl::StartsWith(bytes, absl::string_view("\0\0\xFE\xFF", 4))) {
    return InvalidField("data", "is UTF-32; give it as UTF-8");
  }
  if (absl::ConsumePrefix(&bytes, "\xFF\xFE")) return Convert(bytes, "UTF-16LE");
  if (absl::ConsumePrefix(&bytes, "\xFE\xFF")) return Convert(bytes, "UTF-16BE");
  absl::ConsumePrefix(&bytes, "\xEF\xBB\xBF");
  if (IsUtf8(bytes)) return std::string(bytes);
  std::string charset = DeclaredCharset(bytes);
  if (charset == "iso-8859-1" || charset == "latin1" || charset == "windows-1252" || charset == "cp1252") {
    // Pages that say Latin-1 mean Windows-1252, as browsers know.
    return Convert(bytes, "windows-1252");
  }
  std::string named = charset.empty() || charset == "utf-8" ? "" : absl::StrCat(" (it says ", charset, ")");
  return InvalidField("data", absl::StrCat("is not UTF-8 at line ", LineAt(bytes, FirstBadByte(bytes)), named,
                                           "; give it as UTF-8, or as UTF-16 with its mark"));
}

}  // namespace

int LineAt(absl::string_view text, size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + std::min(offset, text.size()), '\n'));
}

absl::StatusOr<std::string> ToUtf8(absl::string_view bytes) {
  absl::StatusOr<std::string> text = Decode(bytes);
  if (!text.ok()) return text.status();
  if (size_t at = text->find('\0'); at != std::string::npos) {
    return InvalidField("data", absl::StrCat("has a NUL at line ", LineAt(*text, at), "; this is no text"));
  }
  return Nfc(TidyControls(*text));
}

}  // namespace lyceum
