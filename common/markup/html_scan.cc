#include "common/markup/html_scan.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/charset.h"

namespace lyceum::html {
namespace {

using Names = absl::flat_hash_set<absl::string_view>;

// Elements that hold nothing, or whose end is implied by the next of them.
bool Nests(absl::string_view name) {
  static const auto& names =
      *new Names{"area",   "base",  "br",     "col",      "embed", "hr", "img",  "input", "link", "meta",    "param",
                 "source", "track", "wbr",    "p",        "li",    "dt", "dd",   "td",    "th",   "tr",      "thead",
                 "tbody",  "tfoot", "option", "optgroup", "rt",    "rp", "body", "head",  "html", "colgroup"};
  return !names.contains(name);
}

// Elements whose content is text, whatever it looks like.
bool HoldsText(absl::string_view name) {
  static const auto& names = *new Names{"script", "style", "textarea", "title", "xmp", "noembed", "noframes"};
  return names.contains(name);
}

}  // namespace

int LineOfHtmlDeeperThan(absl::string_view html, int limit) {
  int depth = 0;
  for (size_t at = html.find('<'); at != absl::string_view::npos; at = html.find('<', at)) {
    if (absl::StartsWith(html.substr(at), "<!--")) {
      at = std::min(html.find("-->", at), html.size());
      continue;
    }
    bool closing = at + 1 < html.size() && html[at + 1] == '/';
    size_t start = at + (closing ? 2 : 1);
    size_t end = start;
    while (end < html.size() && absl::ascii_isalnum(static_cast<unsigned char>(html[end]))) ++end;
    std::string name = absl::AsciiStrToLower(html.substr(start, end - start));
    at = std::max(end, at + 1);
    if (name.empty() || !Nests(name)) continue;
    if (closing) {
      depth = std::max(0, depth - 1);
      continue;
    }
    if (HoldsText(name)) {
      size_t stop = html.find("</", at);
      while (stop != absl::string_view::npos && !absl::StartsWithIgnoreCase(html.substr(stop + 2), name)) {
        stop = html.find("</", stop + 2);
      }
      if (stop == absl::string_view::npos) return 0;
      at = stop + 2;
      continue;
    }
    if (++depth > limit) return LineAt(html, start);
  }
  return 0;
}

}  // namespace lyceum::html
