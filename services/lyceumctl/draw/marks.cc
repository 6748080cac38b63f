#include "services/lyceumctl/draw/marks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {
namespace {

// The byte where each code point begins, and the end.
std::vector<size_t> Starts(absl::string_view text) {
  std::vector<size_t> starts;
  for (size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) starts.push_back(at);
  }
  starts.push_back(text.size());
  return starts;
}

}  // namespace

std::string Marked(absl::string_view text, const std::vector<std::pair<int, int>>& ranges, const Ink& ink) {
  const std::vector<size_t> starts = Starts(text);
  const int points = static_cast<int>(starts.size()) - 1;
  std::vector<std::pair<int, int>> sorted = ranges;
  std::sort(sorted.begin(), sorted.end());
  std::string out;
  int at = 0;
  for (const auto& [from, to] : sorted) {
    const int begin = std::clamp(from, at, points);
    const int end = std::clamp(to, begin, points);
    if (begin == end) continue;
    out += Clean(text.substr(starts[at], starts[begin] - starts[at]));
    const std::string match = Clean(text.substr(starts[begin], starts[end] - starts[begin]));
    out += ink.color() ? ink.Paint("1;33", match) : absl::StrCat("[", match, "]");
    at = end;
  }
  return out + Clean(text.substr(starts[at]));
}

}  // namespace lyceum::draw
