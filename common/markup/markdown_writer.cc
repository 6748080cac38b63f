#include "common/markup/markdown_writer.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace lyceum {
namespace {

// A piece of Markdown as it is, which the renderer must not escape.
void AppendVerbatim(cmark_node* parent, const char* markdown) {
  cmark_node* node = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
  cmark_node_set_on_enter(node, markdown);
  cmark_node_append_child(parent, node);
}

}  // namespace

MarkdownWriter::MarkdownWriter() : document_(cmark_node_new(CMARK_NODE_DOCUMENT)) {
  paragraph_ = cmark_node_new(CMARK_NODE_PARAGRAPH);
  cmark_node_append_child(document_.get(), paragraph_);
}

// A node's text is copied whole each time it is set, so it is gathered here and
// set once.
void MarkdownWriter::AppendText(cmark_node* parent, absl::string_view text) {
  if (text.empty()) return;
  if (parent != text_parent_) Flush();
  text_parent_ = parent;
  absl::StrAppend(&text_, text);
}

void MarkdownWriter::Flush() {
  if (text_.empty()) return;
  cmark_node* node = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(node, text_.c_str());
  cmark_node_append_child(text_parent_, node);
  text_.clear();
  text_parent_ = nullptr;
}

bool MarkdownWriter::empty() const { return text_.empty() && cmark_node_first_child(paragraph_) == nullptr; }

cmark_node* MarkdownWriter::Target() {
  cmark_node* target = paragraph_;
  bool spaced = false;
  for (Opened& open : opened_) {
    if (open.skip) continue;
    if (open.node == nullptr) {
      if (space_ && !spaced && !empty()) AppendText(target, " ");
      spaced = true;
      Flush();
      // "!" before a link would make an image of it.
      cmark_node* last = cmark_node_last_child(target);
      if (open.type == CMARK_NODE_LINK && last != nullptr && cmark_node_get_type(last) == CMARK_NODE_TEXT) {
        std::string text = cmark_node_get_literal(last);
        if (absl::EndsWith(text, "!")) {
          text.pop_back();
          cmark_node_set_literal(last, text.c_str());
          AppendVerbatim(target, "\\!");
        }
      }
      open.node = cmark_node_new(open.type);
      if (open.type == CMARK_NODE_LINK) cmark_node_set_url(open.node, open.url.c_str());
      cmark_node_append_child(target, open.node);
    }
    target = open.node;
  }
  if (space_ && !spaced && !empty()) AppendText(target, " ");
  space_ = false;
  return target;
}

void MarkdownWriter::Text(absl::string_view text) {
  std::string piece;
  cmark_node* target = nullptr;
  // The target changes when a space is due, so it is asked for at each word.
  for (size_t i = 0; i < text.size();) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (absl::ascii_isspace(c) || c == '\0') {
      if (target != nullptr) AppendText(target, piece);
      piece.clear();
      target = nullptr;
      space_ = true;
      ++i;
      continue;
    }
    if (target == nullptr) target = Target();
    if (c == '~') {
      AppendText(target, piece);
      piece.clear();
      Flush();
      AppendVerbatim(target, "\\~");
    } else {
      piece.push_back(text[i]);
    }
    ++i;
  }
  if (target != nullptr) AppendText(target, piece);
}

void MarkdownWriter::Code(absl::string_view text) {
  std::string code(absl::StripAsciiWhitespace(absl::StrReplaceAll(text, {{"\n", " "}, {"\r", " "}})));
  if (code.empty()) return;
  cmark_node* node = cmark_node_new(CMARK_NODE_CODE);
  cmark_node_set_literal(node, code.c_str());
  cmark_node* target = Target();
  Flush();
  cmark_node_append_child(target, node);
}

void MarkdownWriter::OpenLink(absl::string_view url) {
  Open(CMARK_NODE_LINK, url);
  if (!IsSafeLink(url) || url.empty()) opened_.back().skip = true;
}

void MarkdownWriter::Open(cmark_node_type type, absl::string_view url) {
  Opened open{.type = type, .url = std::string(url)};
  for (const Opened& outer : opened_) open.skip = open.skip || (outer.type == type && !outer.skip);
  opened_.push_back(std::move(open));
}

void MarkdownWriter::Close() {
  if (!opened_.empty()) opened_.pop_back();
}

std::string MarkdownWriter::Take() {
  Flush();
  cmark_consolidate_text_nodes(paragraph_);
  char* rendered = cmark_render_commonmark(document_.get(), CMARK_OPT_UNSAFE, 0);
  std::string markdown(absl::StripAsciiWhitespace(rendered));
  free(rendered);
  *this = MarkdownWriter();
  return markdown;
}

}  // namespace lyceum
