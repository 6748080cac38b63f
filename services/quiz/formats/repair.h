// Text that was UTF-8, was read as Windows-1252, and written as UTF-8 again: "NapolÃ©on", "â€œspookâ€\u009d".
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::quiz::formats {

enum class Encoding {
  kClean,
  kRepaired,
  // Repaired, with a guess: of five bytes that Windows-1252 does not have, a closing quote was lost most likely.
  kGuessed,
  // Something was lost that nobody can tell: U+FFFD is still there.
  kLost,
};

// Makes of each run of characters that are the bytes of one UTF-8 character that character; others stay.
Encoding RepairEncoding(std::string& text);

}  // namespace lyceum::quiz::formats
