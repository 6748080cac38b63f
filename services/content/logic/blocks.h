// What every importer produces: a flat list of blocks and what the material says about
// itself. assemble.h makes typed sections of it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/content/logic/headings.h"

namespace lyceum::content {

struct Block {
  enum class Kind {
    kHeading,    // text, level, role
    kParagraph,  // markdown
    kList,       // items, markdown
    kTable,      // rows (the first is the header), markdown
    kQuote,      // text, attribution, markdown
    kFigure,     // uri, text (for those who do not see it), caption
    kPairs,      // pairs: question and short answer
    kAnswers,    // pairs: answers, questions may be empty
    kTerms,      // pairs: term and definition
    kMarker,     // text: a section's id; marker_kind; until the next marker all is one section
    kOther,      // markdown: anything else worth keeping, such as code
  };
  Kind kind = Kind::kParagraph;
  // Plain text.
  std::string text{};
  std::string attribution{};
  std::string caption{};
  std::string uri{};
  std::vector<std::string> items{};
  std::vector<std::vector<std::string>> rows{};
  std::vector<std::pair<std::string, std::string>> pairs{};
  // The whole block as Markdown, safe to store.
  std::string markdown{};
  // 1 to 6.
  int level = 0;
  Role role = Role::kNone;
  std::string marker_kind{};
};

struct Document {
  std::string title;
  std::string language;
  std::string summary;
  std::string source;
  std::string licence;
  std::string author;
  std::vector<std::string> topic_path;
  std::vector<Block> blocks;
  // Sections are marked by their kinds.
  bool marked = false;
};

Block HeadingBlock(int level, absl::string_view text);
// `markdown` is inline Markdown.
Block ParagraphBlock(std::string markdown);
// `items` are inline Markdown.
Block ListBlock(const std::vector<std::string>& items, bool ordered);
// `rows` are inline Markdown; the first is the header. Short rows are filled up.
Block TableBlock(const std::vector<std::vector<std::string>>& rows);
// `text` is plain; paragraphs are separated by a newline.
Block QuoteBlock(absl::string_view text, absl::string_view attribution);

// A paragraph for each line of plain text, as Markdown.
std::string ParagraphsAsMarkdown(absl::string_view text);

// How many words (runs without a space) there are.
int WordCount(absl::string_view text);

}  // namespace lyceum::content
