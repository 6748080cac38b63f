// Colour, or none: the few ways the terminal client sets text apart.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lyceum::draw {

// Wraps text in an SGR escape sequence, or leaves it alone. What it is given
// must be clean already (text.h).
class Ink {
 public:
  explicit Ink(bool color = false) : color_(color) {}

  bool color() const { return color_; }
  std::string Bold(absl::string_view text) const { return Paint("1", text); }
  std::string Faint(absl::string_view text) const { return Paint("2", text); }
  std::string Italic(absl::string_view text) const { return Paint("3", text); }
  std::string Red(absl::string_view text) const { return Paint("31", text); }
  std::string Green(absl::string_view text) const { return Paint("32", text); }
  std::string Yellow(absl::string_view text) const { return Paint("33", text); }
  std::string Cyan(absl::string_view text) const { return Paint("36", text); }
  // `code` is what stands between "ESC [" and "m".
  std::string Paint(absl::string_view code, absl::string_view text) const {
    return color_ && !text.empty() ? absl::StrCat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
  }

 private:
  bool color_;
};

}  // namespace lyceum::draw
