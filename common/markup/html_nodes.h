// Questions about the nodes of a page that gumbo has parsed: what they are, what they hold,
// and their text as Markdown.
#pragma once

#include <gumbo.h>

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/markup/markdown_writer.h"

namespace lyceum::html {

inline bool IsElement(const GumboNode* node) { return node->type == GUMBO_NODE_ELEMENT; }
inline bool Is(const GumboNode* node, GumboTag tag) { return IsElement(node) && node->v.element.tag == tag; }

// Of an element.
absl::Span<GumboNode* const> Children(const GumboNode* node);

// Without white space around it; empty if the element has none of that name.
std::string Attribute(const GumboNode* node, const char* name);

// An element that is dropped with all that is in it: scripts, forms, navigation, what is hidden.
bool IsDropped(const GumboNode* node, bool in_article);

// 1 to 6; 0 for an element that is no heading.
int HeadingLevel(const GumboNode* node);

// An element of this tag begins a new line, and ends it.
bool StartsLine(GumboTag tag);

// The inline Markdown of everything inside a node but what `skip` names.
std::string InlineMarkdown(const GumboNode* node, const std::vector<GumboTag>& skip = {});

// The same as a reader sees it.
std::string Plain(const GumboNode* node, const std::vector<GumboTag>& skip = {});

// The node itself or the first inside it with the tag; null if there is none.
const GumboNode* Find(const GumboNode* node, GumboTag tag);

// All with the tag, but none inside another of them.
void FindAll(const GumboNode* node, GumboTag tag, std::vector<const GumboNode*>& found);

// The items of a list as Markdown; lists inside items stand indented below them.
std::vector<std::string> Items(const GumboNode* list);

// Adds the text inside a node as it stands.
void CollectText(const GumboNode* node, std::string& text);

}  // namespace lyceum::html
