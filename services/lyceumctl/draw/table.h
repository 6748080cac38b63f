// Columns that line up, whatever script they are in, and fit the terminal.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/lyceumctl/draw/ink.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {

struct Column {
  std::string title;
  Align align = Align::kLeft;
  // Cells are cut here to fit; a column that is not flexible is never cut,
  // so that a name in it can be copied.
  bool flexible = false;
};

// A header and a line per row; cells are cleaned here. Flexible columns shrink,
// the widest first, until a line fits `width`; 0 means no limit. Without
// titles there is no header.
std::string Table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width,
                  const Ink& ink);

// A table with rules around wrapped cells, for reading rather than scanning.
// The first column is at most a third of the width.
std::string Grid(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows, int width,
                 const Ink& ink);

}  // namespace lyceum::draw
