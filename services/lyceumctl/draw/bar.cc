#include "services/lyceumctl/draw/bar.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {

std::string Bar(double fraction, int width) {
  static constexpr absl::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (!(fraction > 0) || width <= 0) return "";
  int eighths = static_cast<int>(std::lround(std::min(fraction, 1.0) * width * 8));
  eighths = std::max(eighths, 1);
  return absl::StrCat(Repeat("█", eighths / 8), kEighths[eighths % 8]);
}

std::string Bars(const std::vector<BarRow>& rows, int width, const Ink& ink, double full) {
  int label_width = 0, note_width = 0;
  double largest = full;
  for (const BarRow& row : rows) {
    label_width = std::max(label_width, Width(Clean(row.label)));
    note_width = std::max(note_width, Width(Clean(row.note)));
    if (!(full > 0)) largest = std::max(largest, row.value);
  }
  label_width = std::min(label_width, std::max(10, width / 3));
  const int bar_width = std::max(8, width - label_width - note_width - 4);
  std::string out;
  for (const BarRow& row : rows) {
    const std::string bar = Bar(largest > 0 ? row.value / largest : 0, bar_width);
    const std::string line = absl::StrCat(Pad(Cut(Clean(row.label), label_width), label_width), "  ",
                                          Pad(ink.Green(bar), bar_width), "  ", Clean(row.note));
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(line), "\n");
  }
  return out;
}

}  // namespace lyceum::draw
