#include "services/lyceumctl/draw/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/text.h"
#include "services/lyceumctl/draw/wrap.h"

namespace lyceum::draw {
namespace {

constexpr int kMaxDepth = 32;  // Deeper nesting is shown as text.

absl::string_view View(const char* text) { return text == nullptr ? absl::string_view() : text; }

bool Is(cmark_node* node, absl::string_view type) { return View(cmark_node_get_type_string(node)) == type; }

// The text of a node's children on one paragraph, emphasis by colour.
std::string Inlines(cmark_node* parent, const Ink& ink, int depth) {
  std::string out;
  if (depth > kMaxDepth) return out;
  for (cmark_node* node = cmark_node_first_child(parent); node != nullptr; node = cmark_node_next(node)) {
    const std::string inner = Inlines(node, ink, depth + 1);
    const std::string literal = Clean(View(cmark_node_get_literal(node)));
    if (Is(node, "strikethrough")) {
      absl::StrAppend(&out, "~", inner, "~");
    } else if (Is(node, "emph")) {
      out += ink.Italic(inner);
    } else if (Is(node, "strong")) {
      out += ink.Bold(inner);
    } else if (Is(node, "code")) {
      out += ink.Cyan(literal);
    } else if (Is(node, "softbreak")) {
      out += " ";
    } else if (Is(node, "linebreak")) {
      out += "\n";
    } else if (Is(node, "link") || Is(node, "image")) {
      const std::string url = Clean(View(cmark_node_get_url(node)));
      absl::StrAppend(&out, inner, url.empty() || url == inner ? "" : ink.Faint(absl::StrCat(" <", url, ">")));
    } else {
      absl::StrAppend(&out, literal, inner);
    }
  }
  return out;
}

std::string Blocks(cmark_node* parent, int width, const Ink& ink, int depth, bool tight);

// `text` with `first` before its first line and `rest` before the others.
std::string Indent(absl::string_view text, absl::string_view first, absl::string_view rest) {
  std::string out;
  bool opening = true;
  for (const absl::string_view line : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    const std::string whole = absl::StrCat(opening ? first : rest, line);
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(whole), "\n");
    opening = false;
  }
  return out;
}

std::string List(cmark_node* list, int width, const Ink& ink, int depth) {
  std::string out;
  const bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
  const bool tight = cmark_node_get_list_tight(list) != 0;
  int number = cmark_node_get_list_start(list);
  for (cmark_node* item = cmark_node_first_child(list); item != nullptr; item = cmark_node_next(item)) {
    const std::string mark = ordered ? absl::StrCat(number++, ". ") : "• ";
    const std::string space = Repeat(" ", Width(mark));
    absl::StrAppend(&out, out.empty() || tight ? "" : "\n",
                    Indent(Blocks(item, width - Width(mark), ink, depth + 1, tight), mark, space));
  }
  return out;
}

std::string TableBlock(cmark_node* table, int width, const Ink& ink) {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;
  for (cmark_node* row = cmark_node_first_child(table); row != nullptr; row = cmark_node_next(row)) {
    std::vector<std::string> cells;
    for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell)) {
      cells.push_back(Inlines(cell, Ink(false), 0));
    }
    if (titles.empty()) {
      titles = std::move(cells);
    } else {
      rows.push_back(std::move(cells));
    }
  }
  return Grid(titles, rows, width, ink);
}

std::string Block(cmark_node* node, int width, const Ink& ink, int depth) {
  if (depth > kMaxDepth) return Paragraph(Inlines(node, ink, depth), width);
  if (Is(node, "heading")) return Paragraph(ink.Bold(Inlines(node, ink, 0)), width);
  if (Is(node, "list")) return List(node, width, ink, depth);
  if (Is(node, "table")) return TableBlock(node, width, ink);
  if (Is(node, "thematic_break")) return absl::StrCat(ink.Faint(Repeat("─", std::min(width, 40))), "\n");
  if (Is(node, "block_quote")) {
    return Indent(Blocks(node, width - 2, ink, depth + 1, false), "▌ ", "▌ ");
  }
  if (Is(node, "code_block") || Is(node, "html_block")) {
    const std::string code = CleanLines(View(cmark_node_get_literal(node)));
    return Indent(absl::StripTrailingAsciiWhitespace(code), "    ", "    ");
  }
  return Paragraph(Inlines(node, ink, 0), width);
}

std::string Blocks(cmark_node* parent, int width, const Ink& ink, int depth, bool tight) {
  std::string out;
  for (cmark_node* node = cmark_node_first_child(parent); node != nullptr; node = cmark_node_next(node)) {
    absl::StrAppend(&out, out.empty() || tight ? "" : "\n", Block(node, std::max(width, 10), ink, depth));
  }
  return out;
}

}  // namespace

std::string Markdown(absl::string_view markdown, int width, const Ink& ink) {
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser* parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8);
  for (const char* name : {"table", "strikethrough", "autolink"}) {
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name); extension != nullptr) {
      cmark_parser_attach_syntax_extension(parser, extension);
    }
  }
  cmark_parser_feed(parser, markdown.data(), markdown.size());
  cmark_node* document = cmark_parser_finish(parser);
  const std::string out = Blocks(document, width, ink, 0, false);
  cmark_node_free(document);
  cmark_parser_free(parser);
  return out;
}

}  // namespace lyceum::draw
