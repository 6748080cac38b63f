#include "services/content/logic/blocks.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/markup/markdown.h"

namespace lyceum::content {

Block HeadingBlock(int level, absl::string_view text) {
  Block block{.kind = Block::Kind::kHeading};
  block.text = std::string(text);
  block.level = std::clamp(level, 1, 6);
  block.role = RoleOfHeading(text);
  block.markdown = absl::StrCat(std::string(block.level, '#'), " ", EscapeMarkdown(text));
  return block;
}

Block ParagraphBlock(std::string markdown) {
  Block block{.kind = Block::Kind::kParagraph};
  block.markdown = std::move(markdown);
  return block;
}

Block ListBlock(const std::vector<std::string>& items, bool ordered) {
  Block block{.kind = Block::Kind::kList};
  int number = 1;
  for (const std::string& item : items) {
    std::string mark = ordered ? absl::StrCat(number++, ". ") : std::string("- ");
    absl::StrAppend(&block.markdown, block.markdown.empty() ? "" : "\n", mark, item);
    block.items.push_back(PlainText(item));
  }
  return block;
}

Block TableBlock(const std::vector<std::vector<std::string>>& rows) {
  Block block{.kind = Block::Kind::kTable};
  size_t columns = 0;
  for (const auto& row : rows) columns = std::max(columns, row.size());
  for (size_t r = 0; r < rows.size(); ++r) {
    std::vector<std::string> plain, cells;
    for (size_t c = 0; c < columns; ++c) {
      absl::string_view cell = c < rows[r].size() ? absl::string_view(rows[r][c]) : "";
      plain.push_back(PlainText(cell));
      cells.push_back(absl::StrReplaceAll(cell, {{"|", "\\|"}, {"\n", " "}}));
    }
    block.rows.push_back(std::move(plain));
    absl::StrAppend(&block.markdown, r == 0 ? "" : "\n", "| ", absl::StrJoin(cells, " | "), " |");
    if (r == 0) {
      absl::StrAppend(&block.markdown, "\n|");
      for (size_t c = 0; c < columns; ++c) absl::StrAppend(&block.markdown, " --- |");
    }
  }
  return block;
}

Block QuoteBlock(absl::string_view text, absl::string_view attribution) {
  Block block{.kind = Block::Kind::kQuote};
  block.text = std::string(absl::StripAsciiWhitespace(text));
  block.attribution = std::string(absl::StripAsciiWhitespace(attribution));
  block.markdown = absl::StrReplaceAll(absl::StrCat("> ", ParagraphsAsMarkdown(block.text)), {{"\n", "\n> "}});
  return block;
}

std::string ParagraphsAsMarkdown(absl::string_view text) {
  std::vector<std::string> paragraphs;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    std::string markdown = EscapeMarkdown(line);
    if (!markdown.empty()) paragraphs.push_back(std::move(markdown));
  }
  return absl::StrJoin(paragraphs, "\n\n");
}

int WordCount(absl::string_view text) {
  int words = 0;
  bool inside = false;
  for (char c : text) {
    bool space = absl::ascii_isspace(static_cast<unsigned char>(c));
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

}  // namespace lyceum::content
