#include "common/markup/xml.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/charset.h"
#include "common/base/errors.h"

namespace lyceum {
namespace {

// The first node below more than `limit` others; empty if there is none. A loop, since this is what makes
// recursion over the tree safe.
pugi::xml_node DeeperThan(pugi::xml_node root, int limit) {
  int depth = 0;
  for (pugi::xml_node node = root; node;) {
    if (depth > limit) return node;
    if (pugi::xml_node child = node.first_child()) {
      node = child;
      ++depth;
      continue;
    }
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (!node || node == root) break;
    node = node.next_sibling();
  }
  return pugi::xml_node();
}

}  // namespace

absl::Status ParseXml(absl::string_view utf8, int max_depth, pugi::xml_document& tree, unsigned more_options) {
  const pugi::xml_parse_result result =
      tree.load_buffer(utf8.data(), utf8.size(), pugi::parse_default | more_options, pugi::encoding_utf8);
  if (!result) {
    return InvalidField("data", absl::StrCat("is not well-formed XML at line ",
                                             LineAt(utf8, static_cast<size_t>(result.offset)), ": ",
                                             result.description()));
  }
  if (const pugi::xml_node deep = DeeperThan(tree.document_element(), max_depth)) {
    const int line = LineAt(utf8, static_cast<size_t>(std::max<ptrdiff_t>(deep.offset_debug(), 0)));
    return InvalidField("data", absl::StrCat("is nested deeper than ", max_depth, " elements at line ", line));
  }
  return absl::OkStatus();
}

}  // namespace lyceum
