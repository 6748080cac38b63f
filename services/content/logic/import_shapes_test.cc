// Files of nothing but one thing, the shapes that are worst for a parser: each is
// read or refused.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/content/logic/import.h"

namespace lyceum::content {
namespace {

using v1::Provenance;

constexpr size_t kBytes = 16 << 10;

std::string Filled(absl::string_view piece, size_t bytes = kBytes) {
  std::string text;
  text.reserve(bytes);
  while (text.size() + piece.size() <= bytes) absl::StrAppend(&text, piece);
  return text;
}

void ReadsOrRefuses(Provenance::Format format, absl::string_view name, absl::string_view piece) {
  SCOPED_TRACE(absl::StrCat(Provenance::Format_Name(format), " of ", name));
  const auto explanation = Import(format, Filled(piece), {});
  if (explanation.ok()) return;
  EXPECT_EQ(explanation.status().code(), absl::StatusCode::kInvalidArgument) << explanation.status();
}

struct Shape {
  const char* name;
  const char* piece;
};

constexpr Shape kShapes[] = {
    {"words", "word "},
    {"one long word", "a"},
    {"short lines", "a line\n"},
    {"short paragraphs", "a paragraph of words.\n\n"},
    {"sentences", "A sentence that says something about canals. "},
    {"dates", "On 5th March 1953 it rained. "},
    {"questions", "What is it?\nA thing\n"},
    {"table rows", "| a term | a definition |\n"},
    {"empty cells", "|"},
    {"list items", "- item\n"},
    {"headings", "# Heading\n\n"},
    {"quotes", "> "},
    {"emphasis", "*a* **b** "},
    {"open emphasis", "*a _b "},
    {"open brackets", "["},
    {"links", "[a](b) "},
    {"backquotes", "`a"},
    {"tildes", "~"},
    {"backslashes", "\\"},
    {"entities", "&amp;"},
    {"furniture", "Sign up for free\n"},
};

TEST(ImportOfOddShapes, Text) {
  for (const Shape& shape : kShapes) ReadsOrRefuses(Provenance::FORMAT_TEXT, shape.name, shape.piece);
}

TEST(ImportOfOddShapes, Markdown) {
  for (const Shape& shape : kShapes) ReadsOrRefuses(Provenance::FORMAT_MARKDOWN, shape.name, shape.piece);
}

TEST(ImportOfOddShapes, Html) {
  for (const Shape& shape : kShapes) ReadsOrRefuses(Provenance::FORMAT_HTML, shape.name, shape.piece);
  for (const Shape& shape : {Shape{"paragraphs", "<p>words</p>"}, Shape{"open tags", "<b>"}, Shape{"rows", "<tr><td>a"},
                             Shape{"attributes", "<a b=c d=e>x</a> "}, Shape{"half tags", "<"}}) {
    ReadsOrRefuses(Provenance::FORMAT_HTML, shape.name, shape.piece);
  }
}

}  // namespace
}  // namespace lyceum::content
