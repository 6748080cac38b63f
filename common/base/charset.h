// Bytes of unknown encoding as UTF-8.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum {

// Valid UTF-8 in normal form C, with line ends as \n and no control characters. Takes
// UTF-8 with or without its mark, UTF-16 with its mark, and Latin-1 or Windows-1252 where an HTML <meta> or
// an XML declaration says so. INVALID_ARGUMENT for anything else, with the line, and for
// NULs.
absl::StatusOr<std::string> ToUtf8(absl::string_view bytes);

// The line of a byte, counted from 1.
int LineAt(absl::string_view text, size_t offset);

}  // namespace lyceum
