// A number with its unit, as people type it.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

struct QuantityFormat {
  char decimal = '.', thousands = ',';
  bool unit_before = false;  // "$5"
};

struct Quantity {
  double value = 0;  // infinite where it passes a double
  std::string unit;  // without spaces; may be empty
};

// Nothing if there is no number at the start (unit_before: at the end). The rules are those of Moodle: spaces mean
// nothing; "x10^8", "*10**8" and "×10^8" are "e8"; with a point, or several commas, commas divide thousands; else the
// thousands separator is dropped and both the decimal separator and a comma are the point.
std::optional<Quantity> ReadQuantity(absl::string_view text, const QuantityFormat& format);

}  // namespace lyceum::quiz
