#include "services/content/logic/import_html.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/markup/html_nodes.h"
#include "common/markup/html_scan.h"
#include "common/markup/markdown_writer.h"
#include "services/content/limits.h"
#include "services/content/logic/furniture.h"
#include "services/content/logic/validate.h"

namespace lyceum::content {
namespace {

using html::Attribute, html::Children, html::CollectText, html::Find, html::FindAll, html::HeadingLevel;
using html::InlineMarkdown, html::Is, html::IsDropped, html::IsElement, html::Items, html::Plain, html::StartsLine;

class HtmlReader {
 public:
  explicit HtmlReader(Document& document) : document_(document) {}

  void Walk(const GumboNode* node, bool in_article);
  void Flush();

 private:
  void WalkElement(const GumboNode* node, bool in_article);
  void WalkInline(const GumboNode* node, bool in_article);
  void AddHeading(const GumboNode* node, int level);
  void AddTable(const GumboNode* node);
  void AddQuote(const GumboNode* node);
  void AddFigure(const GumboNode* node);
  void AddTerms(const GumboNode* node);
  void AddCode(const GumboNode* node);

  Document& document_;
  MarkdownWriter writer_;
};

void HtmlReader::Flush() {
  std::string markdown = writer_.Take();
  if (markdown.empty() || IsFurniture(PlainText(markdown))) return;
  document_.blocks.push_back(ParagraphBlock(std::move(markdown)));
}

void HtmlReader::AddHeading(const GumboNode* node, int level) {
  std::string text = absl::StrReplaceAll(Plain(node), {{"\n", " "}});
  if (text.empty() || IsFurniture(text)) return;
  if (level == 1 && document_.title.empty()) {
    document_.title = text;
    return;
  }
  document_.blocks.push_back(HeadingBlock(level, text));
}

void HtmlReader::AddTable(const GumboNode* node) {
  std::vector<const GumboNode*> trs;
  FindAll(node, GUMBO_TAG_TR, trs);
  std::vector<std::vector<std::string>> rows;
  size_t columns = 0;
  for (const GumboNode* tr : trs) {
    std::vector<std::string> cells;
    for (const GumboNode* cell : Children(tr)) {
      if (Is(cell, GUMBO_TAG_TD) || Is(cell, GUMBO_TAG_TH)) cells.push_back(InlineMarkdown(cell));
    }
    columns = std::max(columns, cells.size());
    if (!cells.empty()) rows.push_back(std::move(cells));
  }
  if (columns >= 2) {
    document_.blocks.push_back(TableBlock(rows));
    return;
  }
  // One column is layout.
  for (std::vector<std::string>& row : rows) {
    if (!row[0].empty()) document_.blocks.push_back(ParagraphBlock(std::move(row[0])));
  }
}

void HtmlReader::AddQuote(const GumboNode* node) {
  const GumboNode* by = Find(node, GUMBO_TAG_FOOTER);
  if (by == nullptr) by = Find(node, GUMBO_TAG_CITE);
  std::string attribution = by == nullptr ? "" : Plain(by);
  for (absl::string_view dash : {"— ", "– ", "- "}) {
    if (absl::StartsWith(attribution, dash)) attribution.erase(0, dash.size());
  }
  std::vector<GumboTag> skip = {GUMBO_TAG_FOOTER};
  if (by != nullptr && Is(by, GUMBO_TAG_CITE)) skip.push_back(GUMBO_TAG_CITE);
  document_.blocks.push_back(QuoteBlock(Plain(node, skip), attribution));
}

void HtmlReader::AddFigure(const GumboNode* node) {
  const GumboNode* image = Find(node, GUMBO_TAG_IMG);
  Block block{.kind = Block::Kind::kFigure};
  if (image != nullptr) {
    block.uri = Attribute(image, "src");
    block.text = Attribute(image, "alt");
  }
  const GumboNode* caption = Find(node, GUMBO_TAG_FIGCAPTION);
  if (caption != nullptr) block.caption = Plain(caption);
  if (IsSafeUri(block.uri)) {
    document_.blocks.push_back(std::move(block));
  } else if (!block.caption.empty()) {
    document_.blocks.push_back(ParagraphBlock(EscapeMarkdown(block.caption)));
  }
}

void HtmlReader::AddTerms(const GumboNode* node) {
  Block block{.kind = Block::Kind::kTerms};
  for (const GumboNode* child : Children(node)) {
    if (Is(child, GUMBO_TAG_DT)) block.pairs.emplace_back(Plain(child), "");
    if (!Is(child, GUMBO_TAG_DD) || block.pairs.empty()) continue;
    std::string& definition = block.pairs.back().second;
    absl::StrAppend(&definition, definition.empty() ? "" : " ", Plain(child));
  }
  std::erase_if(block.pairs, [](const auto& pair) { return pair.first.empty() || pair.second.empty(); });
  document_.blocks.push_back(std::move(block));
}

void HtmlReader::AddCode(const GumboNode* node) {
  std::string text;
  CollectText(node, text);
  // The fence must be longer than any run of its mark inside.
  std::string fence = "```";
  while (absl::StrContains(text, fence)) fence.push_back('`');
  Block block{.kind = Block::Kind::kOther};
  if (absl::StripAsciiWhitespace(text).empty()) return;
  block.markdown = absl::StrCat(fence, "\n", absl::StripTrailingAsciiWhitespace(text), "\n", fence);
  document_.blocks.push_back(std::move(block));
}

void HtmlReader::WalkElement(const GumboNode* node, bool in_article) {
  GumboTag tag = node->v.element.tag;
  Flush();
  if (int level = HeadingLevel(node); level > 0) {
    AddHeading(node, level);
  } else if (tag == GUMBO_TAG_TABLE) {
    AddTable(node);
  } else if (tag == GUMBO_TAG_BLOCKQUOTE) {
    AddQuote(node);
  } else if (tag == GUMBO_TAG_FIGURE || tag == GUMBO_TAG_IMG) {
    AddFigure(node);
  } else if (tag == GUMBO_TAG_DL) {
    AddTerms(node);
  } else if (tag == GUMBO_TAG_PRE) {
    AddCode(node);
  } else if (tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL) {
    if (std::vector<std::string> items = Items(node); !items.empty()) {
      document_.blocks.push_back(ListBlock(items, tag == GUMBO_TAG_OL));
    }
  } else {
    bool article = in_article || tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN;
    for (const GumboNode* child : Children(node)) Walk(child, article);
    Flush();
  }
}

void HtmlReader::WalkInline(const GumboNode* node, bool in_article) {
  GumboTag tag = node->v.element.tag;
  bool opened = true;
  if (tag == GUMBO_TAG_BR) writer_.Break();
  if (tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG) {
    writer_.OpenStrong();
  } else if (tag == GUMBO_TAG_I || tag == GUMBO_TAG_EM || tag == GUMBO_TAG_CITE) {
    writer_.OpenEmphasis();
  } else if (tag == GUMBO_TAG_A) {
    writer_.OpenLink(Attribute(node, "href"));
  } else {
    opened = false;
  }
  for (const GumboNode* child : Children(node)) Walk(child, in_article);
  if (opened) writer_.Close();
}

void HtmlReader::Walk(const GumboNode* node, bool in_article) {
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
    writer_.Text(node->v.text.text);
    return;
  }
  if (!IsElement(node) || IsDropped(node, in_article)) return;
  switch (GumboTag tag = node->v.element.tag; tag) {
    case GUMBO_TAG_TABLE: case GUMBO_TAG_BLOCKQUOTE: case GUMBO_TAG_FIGURE: case GUMBO_TAG_IMG: case GUMBO_TAG_DL:
    case GUMBO_TAG_PRE: case GUMBO_TAG_UL: case GUMBO_TAG_OL:
      WalkElement(node, in_article);
      break;
    default:
      if (StartsLine(tag) || HeadingLevel(node) > 0) {
        WalkElement(node, in_article);
      } else {
        WalkInline(node, in_article);
      }
  }
}

// Title, language, author and licence as the page's head has them.
void ReadHead(const GumboNode* root, Document& document, std::string& title) {
  document.language = Attribute(root, "lang");
  const GumboNode* head = Find(root, GUMBO_TAG_HEAD);
  if (head == nullptr) return;
  for (const GumboNode* child : Children(head)) {
    if (Is(child, GUMBO_TAG_TITLE)) CollectText(child, title);
    if (Is(child, GUMBO_TAG_META) && absl::EqualsIgnoreCase(Attribute(child, "name"), "author")) {
      document.author = Attribute(child, "content");
    }
    if (Is(child, GUMBO_TAG_LINK) && absl::EqualsIgnoreCase(Attribute(child, "rel"), "license")) {
      document.licence = Attribute(child, "href");
    }
  }
  // "The Berlin Wall | Some Site": the site's name is no part of the title.
  for (absl::string_view mark : {" | ", " – ", " — ", " · "}) {
    if (size_t at = title.rfind(std::string(mark)); at != std::string::npos && at > 0) title.resize(at);
  }
  std::string tidy;
  for (absl::string_view word : absl::StrSplit(title, absl::ByAnyChar(" \n\t"), absl::SkipEmpty())) {
    absl::StrAppend(&tidy, tidy.empty() ? "" : " ", word);
  }
  title = tidy;
}

// Where the text is: <main>, or the only <article>, or all.
const GumboNode* ContentOf(const GumboNode* root) {
  if (const GumboNode* main = Find(root, GUMBO_TAG_MAIN)) return main;
  std::vector<const GumboNode*> articles;
  FindAll(root, GUMBO_TAG_ARTICLE, articles);
  return articles.size() == 1 ? articles[0] : root;
}

}  // namespace

absl::StatusOr<Document> ReadHtml(absl::string_view html) {
  if (int line = html::LineOfHtmlDeeperThan(html, kMaxImportDepth); line > 0) {
    return InvalidField("data", absl::StrCat("is nested deeper than ", kMaxImportDepth, " elements at line ", line));
  }
  Document document;
  auto destroy = [](GumboOutput* output) { gumbo_destroy_output(&kGumboDefaultOptions, output); };
  std::unique_ptr<GumboOutput, decltype(destroy)> page(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()), destroy);
  std::string title;
  ReadHead(page->root, document, title);
  HtmlReader reader(document);
  const GumboNode* content = ContentOf(page->root);
  reader.Walk(content, content != page->root);
  reader.Flush();
  if (document.title.empty()) document.title = title;
  return document;
}

}  // namespace lyceum::content
