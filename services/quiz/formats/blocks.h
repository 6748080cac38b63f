// Text in which a blank line ends a question.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lyceum::quiz::formats {

// Calls `each` with the lines of each block, without the white space around them, and the number of the first.
inline void EachBlock(absl::string_view text,
                      absl::FunctionRef<void(absl::Span<const absl::string_view> lines, int first_line)> each) {
  std::vector<absl::string_view> lines;
  int number = 0;
  const auto end = [&](int next) {
    if (!lines.empty()) each(lines, next - static_cast<int>(lines.size()));
    lines.clear();
  };
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      end(number);
    } else {
      lines.push_back(line);
    }
  }
  end(number + 1);
}

}  // namespace lyceum::quiz::formats
