// Writes inline Markdown piece by piece, so that a reader sees exactly the text given:
// the library that parses Markdown also does the escaping.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/markup/markdown.h"

namespace lyceum {

class MarkdownWriter {
 public:
  MarkdownWriter();

  // Runs of white space become one space; those at either end of the whole are dropped.
  void Text(absl::string_view text);
  void Code(absl::string_view text);
  // A line break the author meant; written as a space.
  void Break() { space_ = true; }

  void OpenEmphasis() { Open(CMARK_NODE_EMPH, ""); }
  void OpenStrong() { Open(CMARK_NODE_STRONG, ""); }
  // An unsafe link is left out, its text stays.
  void OpenLink(absl::string_view url);
  // Closes what was opened last.
  void Close();

  // All that was written, on one line; the writer is empty again afterwards.
  std::string Take();

 private:
  struct Opened {
    cmark_node_type type;
    std::string url;
    // Null until there is text inside: an empty emphasis is never written.
    cmark_node* node = nullptr;
    // Nothing to write: an emphasis inside another, a link that is not safe.
    bool skip = false;
  };

  void Open(cmark_node_type type, absl::string_view url);
  // The node that takes the next piece, after any space due before it.
  cmark_node* Target();
  void AppendText(cmark_node* parent, absl::string_view text);
  // Makes a node of the text that is gathered. Due before anything else is
  // appended or the tree is looked at.
  void Flush();
  bool empty() const;

  MarkdownTree document_;
  cmark_node* paragraph_;
  std::string text_;
  cmark_node* text_parent_ = nullptr;
  std::vector<Opened> opened_;
  bool space_ = false;
};

}  // namespace lyceum
