// Bars of Unicode blocks, an eighth of a column fine.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::draw {

// A bar of `fraction` (held to 0..1) of `width` columns, without padding. A
// fraction above 0 shows at least an eighth.
std::string Bar(double fraction, int width);

struct BarRow {
  std::string label;
  double value = 0;      // 0 or more
  std::string note;      // Printed after the bar.
};

// A line per row, bars in proportion to the largest value, or to `full` if
// that is above 0. Labels and notes are cleaned here.
std::string Bars(const std::vector<BarRow>& rows, int width, const Ink& ink, double full = 0);

}  // namespace lyceum::draw
