#include "services/content/logic/import_markdown.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/markup/markdown.h"
#include "services/content/limits.h"
#include "services/content/logic/section_ids.h"
#include "services/content/logic/validate.h"

namespace lyceum::content {
namespace {

std::string Unquoted(absl::string_view value) {
  value = absl::StripAsciiWhitespace(value);
  if (value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'')) {
    bool escapes = value.front() == '"';
    value = value.substr(1, value.size() - 2);
    if (escapes) return absl::StrReplaceAll(value, {{"\\\"", "\""}, {"\\\\", "\\"}});
  }
  return std::string(value);
}

void SetField(absl::string_view key, std::string value, Document& document) {
  if (key == "title") document.title = std::move(value);
  if (key == "language" || key == "lang") document.language = std::move(value);
  if (key == "summary" || key == "description") document.summary = std::move(value);
  if (key == "source") document.source = std::move(value);
  if (key == "licence" || key == "license") document.licence = std::move(value);
  if (key == "author") document.author = std::move(value);
  if (key == "topic") {
    for (absl::string_view segment : absl::StrSplit(value, '/', absl::SkipWhitespace())) {
      document.topic_path.push_back(Slug(segment));
    }
  }
}

// Takes "---", lines "key: value", "---" off the front.
void TakeFrontMatter(absl::string_view& text, Document& document) {
  if (!absl::StartsWith(text, "---\n") && !absl::StartsWith(text, "---\r\n")) return;
  size_t at = text.find('\n') + 1;
  size_t end = at;
  while (end < text.size()) {
    size_t stop = std::min(text.find('\n', end), text.size());
    absl::string_view line = absl::StripTrailingAsciiWhitespace(text.substr(end, stop - end));
    size_t next = std::min(stop + 1, text.size());
    if (line == "---" || line == "...") {
      for (absl::string_view field : absl::StrSplit(text.substr(at, end - at), '\n')) {
        size_t colon = field.find(':');
        if (colon == absl::string_view::npos) continue;
        SetField(absl::AsciiStrToLower(absl::StripAsciiWhitespace(field.substr(0, colon))),
                 Unquoted(field.substr(colon + 1)), document);
      }
      text.remove_prefix(next);
      return;
    }
    // A line that is no field: these dashes were a rule in the text.
    if (!line.empty() && line.find(':') == absl::string_view::npos && line.front() != ' ' && line.front() != '-' &&
        line.front() != '#') {
      return;
    }
    end = next;
  }
}

// Puts the children where the node is, and removes the node.
void ReplaceByChildren(cmark_node* node) {
  while (cmark_node* child = cmark_node_first_child(node)) cmark_node_insert_before(node, child);
  cmark_node_unlink(node);
  cmark_node_free(node);
}

bool IsMarker(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal != nullptr && absl::StartsWith(literal, "<!-- section ");
}

// Removes what must not be stored. Section markers stay for the caller to read.
void MakeSafe(cmark_node* root) {
  std::vector<cmark_node*> html, unsafe;
  cmark_iter* iterator = cmark_iter_new(root);
  for (cmark_event_type event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator)) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* node = cmark_iter_get_node(iterator);
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_INLINE) html.push_back(node);
    if (type == CMARK_NODE_HTML_BLOCK && !(cmark_node_parent(node) == root && IsMarker(node))) html.push_back(node);
    if ((type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) && !IsSafeLink(cmark_node_get_url(node))) {
      unsafe.push_back(node);
    }
  }
  cmark_iter_free(iterator);
  for (cmark_node* node : unsafe) ReplaceByChildren(node);
  for (cmark_node* node : html) {
    cmark_node_unlink(node);
    cmark_node_free(node);
  }
}

// The node as Markdown, by itself: what follows it changes how it is written.
std::string Render(cmark_node* node) {
  cmark_node_unlink(node);
  char* rendered = cmark_render_commonmark(node, CMARK_OPT_UNSAFE, 0);
  std::string markdown(absl::StripTrailingAsciiWhitespace(rendered));
  free(rendered);
  while (absl::StartsWith(markdown, "\n")) markdown.erase(0, 1);
  // The renderer separates two lists by a comment, which would be raw HTML.
  return absl::StrReplaceAll(markdown, {{"<!-- end list -->", ""}});
}

// "<!-- section the-id faq untitled -->".
Block ReadMarker(cmark_node* node) {
  Block block{.kind = Block::Kind::kMarker};
  std::vector<std::string> words =
      absl::StrSplit(cmark_node_get_literal(node), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  if (words.size() > 3) block.text = words[2];
  if (words.size() > 4) block.marker_kind = words[3];
  block.level = words.size() > 5 && words[4] == "untitled" ? 0 : 1;
  return block;
}

// "— Author" as the last line of a quotation.
Block ReadQuote(cmark_node* node) {
  std::string text = PlainText(node);
  std::string attribution;
  size_t last = text.rfind('\n');
  if (last != std::string::npos) {
    absl::string_view line = absl::string_view(text).substr(last + 1);
    if (absl::ConsumePrefix(&line, "— ") || absl::ConsumePrefix(&line, "– ") || absl::ConsumePrefix(&line, "-- ")) {
      attribution = std::string(line);
      text.resize(last);
    }
  }
  Block block = QuoteBlock(text, attribution);
  block.markdown = Render(node);
  return block;
}

Block ReadListOrTable(cmark_node* node, bool table) {
  Block block{.kind = table ? Block::Kind::kTable : Block::Kind::kList};
  for (cmark_node* child = cmark_node_first_child(node); child != nullptr; child = cmark_node_next(child)) {
    if (!table) {
      block.items.push_back(PlainText(child));
      continue;
    }
    std::vector<std::string> cells;
    for (cmark_node* cell = cmark_node_first_child(child); cell != nullptr; cell = cmark_node_next(cell)) {
      cells.push_back(PlainText(cell));
    }
    // The parser gives each row as many cells as the head.
    if (!block.rows.empty()) cells.resize(block.rows[0].size());
    block.rows.push_back(std::move(cells));
  }
  block.markdown = Render(node);
  return block;
}

// A paragraph that is one image is a figure.
bool ReadFigure(cmark_node* node, Block& block) {
  cmark_node* image = cmark_node_first_child(node);
  if (image == nullptr || cmark_node_next(image) != nullptr || cmark_node_get_type(image) != CMARK_NODE_IMAGE) {
    return false;
  }
  if (!IsSafeUri(cmark_node_get_url(image))) return false;
  block.kind = Block::Kind::kFigure;
  block.uri = cmark_node_get_url(image);
  block.text = PlainText(image);
  block.caption = cmark_node_get_title(image);
  return true;
}

void ReadBlock(cmark_node* node, Document& document) {
  absl::string_view type = cmark_node_get_type_string(node);
  Block block;
  const bool marked = document.marked;
  if (type == "heading") {
    std::string text = absl::StrReplaceAll(PlainText(node), {{"\n", " "}});
    bool first = document.blocks.empty() && cmark_node_get_heading_level(node) == 1;
    if (first && (document.title.empty() || document.title == text)) {
      document.title = text;
      return;
    }
    // Inside a marked section an empty heading stands for a question that was lost.
    if (text.empty() && !marked) return;
    block = HeadingBlock(cmark_node_get_heading_level(node), text);
    block.markdown = Render(node);
    document.blocks.push_back(std::move(block));
    return;
  }
  if (type == "thematic_break" && !marked) return;
  if (type == "html_block") {
    block = ReadMarker(node);
    document.marked = true;
  } else if (type == "block_quote") {
    block = ReadQuote(node);
  } else if (type == "list" || type == "table") {
    block = ReadListOrTable(node, type == "table");
  } else if (type == "paragraph" && ReadFigure(node, block)) {
    block.markdown = Render(node);
  } else {
    block.kind = type == "paragraph" ? Block::Kind::kParagraph : Block::Kind::kOther;
    block.markdown = Render(node);
    if (block.markdown.empty()) return;
  }
  document.blocks.push_back(std::move(block));
}

}  // namespace

absl::StatusOr<Document> ReadMarkdown(absl::string_view text) {
  if (MarkdownDepth(text) > kMaxImportDepth) {
    return InvalidField("data", absl::StrCat("is nested deeper than ", kMaxImportDepth, " levels"));
  }
  Document document;
  TakeFrontMatter(text, document);
  // Blocks are parsed all at once; one of many megabytes without a blank line would take too long.
  size_t line = 1;
  size_t run = 0;
  for (absl::string_view row : absl::StrSplit(text, '\n')) {
    run = absl::StripAsciiWhitespace(row).empty() ? 0 : run + row.size() + 1;
    if (run > kMaxSectionBytes) {
      return InvalidField("data", absl::StrCat("has more than ", kMaxSectionBytes,
                                               " bytes without an empty line, at line ", line));
    }
    ++line;
  }
  MarkdownTree tree = ParseMarkdown(text);
  MakeSafe(tree.get());
  for (cmark_node* node = cmark_node_first_child(tree.get()); node != nullptr;) {
    cmark_node* next = cmark_node_next(node);
    ReadBlock(node, document);
    // Rendering took the node out of the tree.
    if (cmark_node_parent(node) == nullptr) cmark_node_free(node);
    node = next;
  }
  return document;
}

}  // namespace lyceum::content
