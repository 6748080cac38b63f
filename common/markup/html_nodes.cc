#include "common/markup/html_nodes.h"

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lyceum::html {
namespace {

// The inline Markdown of everything inside a node but what `skip` names.
void WriteInline(const GumboNode* node, MarkdownWriter& writer, const std::vector<GumboTag>& skip) {
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
    writer.Text(node->v.text.text);
    return;
  }
  if (!IsElement(node) || IsDropped(node, true)) return;
  GumboTag tag = node->v.element.tag;
  for (GumboTag other : skip) {
    if (tag == other) return;
  }
  if (tag == GUMBO_TAG_BR || StartsLine(tag)) writer.Break();
  bool opened = true;
  if (tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG) {
    writer.OpenStrong();
  } else if (tag == GUMBO_TAG_I || tag == GUMBO_TAG_EM || tag == GUMBO_TAG_CITE) {
    writer.OpenEmphasis();
  } else if (tag == GUMBO_TAG_A) {
    writer.OpenLink(Attribute(node, "href"));
  } else {
    opened = false;
  }
  for (const GumboNode* child : Children(node)) WriteInline(child, writer, skip);
  if (opened) writer.Close();
  if (StartsLine(tag)) writer.Break();
}

}  // namespace

std::string Attribute(const GumboNode* node, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&node->v.element.attributes, name);
  return attribute == nullptr ? "" : std::string(absl::StripAsciiWhitespace(attribute->value));
}

absl::Span<GumboNode* const> Children(const GumboNode* node) {
  const GumboVector& children = node->v.element.children;
  return {reinterpret_cast<GumboNode* const*>(children.data), children.length};
}

bool IsDropped(const GumboNode* node, bool in_article) {
  static const auto& roles = *new absl::flat_hash_set<std::string>{
      "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"};
  switch (node->v.element.tag) {
    case GUMBO_TAG_SCRIPT: case GUMBO_TAG_STYLE: case GUMBO_TAG_IFRAME: case GUMBO_TAG_FORM:
    case GUMBO_TAG_BUTTON: case GUMBO_TAG_INPUT: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_NAV: case GUMBO_TAG_ASIDE: case GUMBO_TAG_FOOTER: case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE: case GUMBO_TAG_SVG: case GUMBO_TAG_MATH: case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_EMBED: case GUMBO_TAG_APPLET: case GUMBO_TAG_CANVAS: case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_AUDIO: case GUMBO_TAG_FRAMESET: case GUMBO_TAG_NOFRAMES: case GUMBO_TAG_HEAD:
    case GUMBO_TAG_MENU: case GUMBO_TAG_XMP: case GUMBO_TAG_NOEMBED: case GUMBO_TAG_PLAINTEXT:
      return true;
    case GUMBO_TAG_HEADER:
      return !in_article;
    default:
      break;
  }
  return gumbo_get_attribute(&node->v.element.attributes, "hidden") != nullptr ||
         Attribute(node, "aria-hidden") == "true" || roles.contains(absl::AsciiStrToLower(Attribute(node, "role")));
}

int HeadingLevel(const GumboNode* node) {
  GumboTag tag = node->v.element.tag;
  if (tag == GUMBO_TAG_SUMMARY) return 4;
  return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? 1 + static_cast<int>(tag) - GUMBO_TAG_H1 : 0;
}

bool StartsLine(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P: case GUMBO_TAG_DIV: case GUMBO_TAG_SECTION: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_MAIN:
    case GUMBO_TAG_HEADER: case GUMBO_TAG_DETAILS: case GUMBO_TAG_CENTER: case GUMBO_TAG_ADDRESS: case GUMBO_TAG_LI:
    case GUMBO_TAG_DD: case GUMBO_TAG_DT: case GUMBO_TAG_HR: case GUMBO_TAG_FIGCAPTION: case GUMBO_TAG_BODY:
    case GUMBO_TAG_TR: case GUMBO_TAG_TD: case GUMBO_TAG_TH:
      return true;
    default:
      return false;
  }
}

std::string InlineMarkdown(const GumboNode* node, const std::vector<GumboTag>& skip) {
  MarkdownWriter writer;
  for (const GumboNode* child : Children(node)) WriteInline(child, writer, skip);
  return writer.Take();
}

std::string Plain(const GumboNode* node, const std::vector<GumboTag>& skip) {
  return PlainText(InlineMarkdown(node, skip));
}

const GumboNode* Find(const GumboNode* node, GumboTag tag) {
  if (!IsElement(node)) return nullptr;
  if (node->v.element.tag == tag) return node;
  for (const GumboNode* child : Children(node)) {
    if (const GumboNode* found = Find(child, tag)) return found;
  }
  return nullptr;
}

void FindAll(const GumboNode* node, GumboTag tag, std::vector<const GumboNode*>& found) {
  if (!IsElement(node)) return;
  if (node->v.element.tag == tag) {
    found.push_back(node);
    return;
  }
  for (const GumboNode* child : Children(node)) FindAll(child, tag, found);
}

std::vector<std::string> Items(const GumboNode* list) {
  std::vector<std::string> items;
  for (const GumboNode* item : Children(list)) {
    if (!Is(item, GUMBO_TAG_LI)) continue;
    std::string text = InlineMarkdown(item, {GUMBO_TAG_UL, GUMBO_TAG_OL});
    for (const GumboNode* child : Children(item)) {
      if (!Is(child, GUMBO_TAG_UL) && !Is(child, GUMBO_TAG_OL)) continue;
      for (const std::string& inner : Items(child)) {
        absl::StrAppend(&text, "\n   - ", absl::StrReplaceAll(inner, {{"\n", "\n   "}}));
      }
    }
    if (!absl::StripAsciiWhitespace(text).empty()) items.push_back(text);
  }
  return items;
}

void CollectText(const GumboNode* node, std::string& text) {
  if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
    absl::StrAppend(&text, node->v.text.text);
  } else if (IsElement(node) && !IsDropped(node, true)) {
    for (const GumboNode* child : Children(node)) CollectText(child, text);
  }
}

}  // namespace lyceum::html
