#include "common/base/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace lyceum {
namespace {

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

bool IsAlpha(absl::string_view s) { return std::all_of(s.begin(), s.end(), absl::ascii_isalpha); }
bool IsAlnum(absl::string_view s) { return std::all_of(s.begin(), s.end(), absl::ascii_isalnum); }

}  // namespace

bool IsUtf8(absl::string_view text) {
  int32_t at = 0;
  const int32_t length = static_cast<int32_t>(text.size());
  while (at < length) {
    UChar32 c;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string Nfc(absl::string_view text) {
  if (IsAscii(text) || !IsUtf8(text)) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string(text);
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal, static_cast<int32_t>(text.size()));
  nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
  return U_FAILURE(error) ? std::string(text) : normal;
}

int Length(absl::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool IsLanguageTag(absl::string_view tag) {
  const std::vector<absl::string_view> parts = absl::StrSplit(tag, '-');
  if (parts[0].size() < 2 || parts[0].size() > 3 || !IsAlpha(parts[0])) return false;
  return tag.size() <= 35 && std::all_of(parts.begin() + 1, parts.end(), [](absl::string_view part) {
           return !part.empty() && part.size() <= 8 && IsAlnum(part);
         });
}

}  // namespace lyceum
