#include "common/markup/markdown.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cmark-gfm-core-extensions.h"
#include "common/markup/markdown_writer.h"

namespace lyceum {
namespace {

bool IsType(cmark_node* node, absl::string_view type) { return cmark_node_get_type_string(node) == type; }

absl::string_view Literal(cmark_node* node) {
  const char* literal = cmark_node_get_literal(node);
  return literal == nullptr ? absl::string_view() : absl::string_view(literal);
}

// Ends the line that is being written, but writes no empty lines.
void EndLine(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() != '\n') out.push_back('\n');
}

bool IsBlockWithText(cmark_node* node) {
  return IsType(node, "paragraph") || IsType(node, "heading") || IsType(node, "table_row") ||
         IsType(node, "table_header");
}

void AppendPlain(cmark_node* node, bool entering, std::string& out) {
  cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
    absl::StrAppend(&out, Literal(node));
  } else if (type == CMARK_NODE_CODE_BLOCK) {
    EndLine(out);
    absl::StrAppend(&out, Literal(node));
    EndLine(out);
  } else if (type == CMARK_NODE_SOFTBREAK) {
    out.push_back(' ');
  } else if (type == CMARK_NODE_LINEBREAK) {
    EndLine(out);
  } else if (entering && IsBlockWithText(node)) {
    EndLine(out);
  } else if (!entering && IsType(node, "table_cell")) {
    out.push_back(' ');
  } else if (!entering && IsBlockWithText(node)) {
    EndLine(out);
  }
}

}  // namespace

MarkdownTree ParseMarkdown(absl::string_view markdown) {
  // Registration is not safe against other threads; a local static is.
  static const bool registered = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return true;
  }();
  static_cast<void>(registered);
  cmark_parser* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
  for (const char* name : {"table", "strikethrough"}) {
    cmark_syntax_extension* extension = cmark_find_syntax_extension(name);
    if (extension != nullptr) cmark_parser_attach_syntax_extension(parser, extension);
  }
  cmark_parser_feed(parser, markdown.data(), markdown.size());
  MarkdownTree tree(cmark_parser_finish(parser));
  cmark_parser_free(parser);
  return tree;
}

std::string PlainText(cmark_node* node) {
  std::string out;
  cmark_iter* iterator = cmark_iter_new(node);
  for (cmark_event_type event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator)) {
    AppendPlain(cmark_iter_get_node(iterator), event == CMARK_EVENT_ENTER, out);
  }
  cmark_iter_free(iterator);
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

std::string PlainText(absl::string_view markdown) { return PlainText(ParseMarkdown(markdown).get()); }

std::string EscapeMarkdown(absl::string_view text) {
  MarkdownWriter writer;
  writer.Text(text);
  return writer.Take();
}

bool IsSafeLink(absl::string_view url) {
  // Browsers ignore control characters and spaces in a scheme, so we do too.
  std::string seen;
  for (char c : url) {
    if (static_cast<unsigned char>(c) > ' ') seen.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  size_t colon = seen.find(':');
  if (colon == std::string::npos || seen.find_first_of("/?#") < colon) return true;
  absl::string_view scheme = absl::string_view(seen).substr(0, colon);
  return scheme == "http" || scheme == "https" || scheme == "mailto";
}

std::vector<std::string> UnsafeMarkdown(absl::string_view markdown) {
  constexpr size_t kMost = 10;
  std::vector<std::string> found;
  MarkdownTree tree = ParseMarkdown(markdown);
  cmark_iter* iterator = cmark_iter_new(tree.get());
  int line = 1;
  for (cmark_event_type event = cmark_iter_next(iterator); event != CMARK_EVENT_DONE && found.size() < kMost;
       event = cmark_iter_next(iterator)) {
    if (event != CMARK_EVENT_ENTER) continue;
    cmark_node* node = cmark_iter_get_node(iterator);
    cmark_node_type type = cmark_node_get_type(node);
    if (cmark_node_get_start_line(node) > 0) line = cmark_node_get_start_line(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
      found.push_back(absl::StrCat("raw HTML at line ", line));
    } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
      const char* url = cmark_node_get_url(node);
      if (url != nullptr && !IsSafeLink(url)) {
        found.push_back(absl::StrCat("the link ", absl::string_view(url).substr(0, 40), " at line ", line));
      }
    }
  }
  cmark_iter_free(iterator);
  return found;
}

int MarkdownDepth(absl::string_view markdown) {
  // Every block inside another costs at least one mark or two columns at the start of its
  // line, and every inline one an opening mark.
  int deepest = 0;
  for (absl::string_view line : absl::StrSplit(markdown, '\n')) {
    int columns = 0;
    int marks = 0;
    for (char c : line) {
      if (c == '>' || c == '-' || c == '*' || c == '+' || c == ')' || c == '.') {
        ++marks;
      } else if (c == ' ') {
        ++columns;
      } else if (c == '\t') {
        columns += 4;
      } else if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
        break;
      }
    }
    // A rule such as "-----" is no nesting: its marks have no space between them.
    bool rule = columns == 0 && line.find('>') == absl::string_view::npos;
    if (!rule) deepest = std::max(deepest, marks + columns / 4);
    int brackets = 0;
    for (char c : line) {
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      brackets = std::max(brackets, 0);
      deepest = std::max(deepest, brackets);
    }
  }
  return deepest;
}

}  // namespace lyceum
