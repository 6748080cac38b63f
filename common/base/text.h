// Unicode text: what is stored is valid UTF-8 in normal form C.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum {

bool IsUtf8(absl::string_view text);

// Normal form C; the text as it is where it is not UTF-8.
std::string Nfc(absl::string_view text);

// Code points in the text.
int Length(absl::string_view text);

// True for a well-formed BCP 47 tag such as "en", "de-AT", "zh-Hant".
bool IsLanguageTag(absl::string_view tag);

}  // namespace lyceum
