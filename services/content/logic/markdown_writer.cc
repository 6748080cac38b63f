#include "services/content/logic/markdown_writer.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace lyceum::content {
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

void MarkdownWriter::AppendText(cmark_node* parent, const std::string& text) {
  if (text.empty()) return;
  cmark_node* last = cmark_node_last_child(parent);
  if (last != nullptr && cmark_node_get_type(last) == CMARK_NODE_TEXT) {
    cmark_node_set_literal(last, (std::string(cmark_node_get_literal(last)) + text).c_str());
    return;
  }
  cmark_node* node = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(node, text.c_str());
  cmark_node_append_child(parent, node);
}

cmark_node* MarkdownWriter::Target() {
  cmark_node* target = paragraph_;
  bool spaced = false;
  for (Opened& open : opened_) {
    if (open.skip) continue;
    if (open.node == nullptr) {
      if (space_ && !spaced && cmark_node_first_child(paragraph_) != nullptr) AppendText(target, " ");
      spaced = true;
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
  if (space_ && !spaced && cmark_node_first_child(paragraph_) != nullptr) AppendText(target, " ");
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
  cmark_node_append_child(Target(), node);
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
  cmark_consolidate_text_nodes(paragraph_);
  char* rendered = cmark_render_commonmark(document_.get(), CMARK_OPT_UNSAFE, 0);
  std::string markdown(absl::StripAsciiWhitespace(rendered));
  free(rendered);
  *this = MarkdownWriter();
  return markdown;
}

}  // namespace lyceum::content
