// A spreadsheet (xlsx, ECMA-376) as rows of text: as much of it as a table of questions needs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::quiz::formats {

// By number from 1; in each its cells by column, "A" to "ZZZ".
using SheetRows = std::map<int, std::map<std::string, std::string>>;

// Of the first sheet. Formulas count as what they last came to. INVALID_ARGUMENT for what is no spreadsheet, and for
// more than limits::kMaxSheetRows rows.
absl::StatusOr<SheetRows> ReadSheet(absl::string_view xlsx);

// A spreadsheet of one sheet, every cell a text.
absl::StatusOr<std::string> WriteSheet(const SheetRows& rows);

}  // namespace lyceum::quiz::formats
