// Markdown (GFM) as Lyceum stores it: what is refused in it, and what a reader sees.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cmark-gfm.h"

namespace lyceum {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using MarkdownTree = std::unique_ptr<cmark_node, FreeNode>;

// The parsed document, with tables and strikethrough. Never null.
MarkdownTree ParseMarkdown(absl::string_view markdown);

// The text as a reader sees it: no marks, blocks separated by a newline, list items and
// table rows on their own lines, table cells by a space, images as their alt text.
std::string PlainText(absl::string_view markdown);
// The same for one node of a tree.
std::string PlainText(cmark_node* node);

// `text` as Markdown that a reader sees as exactly this text (white space runs
// become one space).
std::string EscapeMarkdown(absl::string_view text);

// What must not be stored, each as a phrase with its line, such as "raw HTML at line 3" or
// "the link javascript:... at line 7"; at most ten. Empty if the text is safe.
std::vector<std::string> UnsafeMarkdown(absl::string_view markdown);

// True for links a reader may follow: http, https, mailto, and relative ones.
bool IsSafeLink(absl::string_view url);

// Blocks inside blocks, counted before parsing: cheap to know that parsing would be
// dear.
int MarkdownDepth(absl::string_view markdown);

}  // namespace lyceum
