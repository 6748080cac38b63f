#include "services/content/logic/markdown_export.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/markup/markdown.h"
#include "services/content/logic/blocks.h"

namespace lyceum::content {
namespace {

void AddField(absl::string_view key, absl::string_view value, std::string& out) {
  if (value.empty()) return;
  absl::StrAppend(&out, key, ": \"",
                  absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", " "}, {"\r", " "}}), "\"\n");
}

// Markdown that ends where it ends: open fences closed, references resolved.
std::string Closed(absl::string_view markdown) {
  MarkdownTree tree = ParseMarkdown(markdown);
  char* rendered = cmark_render_commonmark(tree.get(), CMARK_OPT_DEFAULT, 0);
  std::string closed(absl::StripTrailingAsciiWhitespace(rendered));
  free(rendered);
  return absl::StrReplaceAll(closed, {{"<!-- end list -->", ""}});
}

std::string Table(const std::vector<std::vector<std::string>>& plain) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : plain) {
    rows.emplace_back();
    for (const std::string& cell : row) rows.back().push_back(EscapeMarkdown(cell));
  }
  return TableBlock(rows).markdown;
}

void AddQuestion(absl::string_view question, absl::string_view answer, std::string& out) {
  std::string heading = EscapeMarkdown(question);
  absl::StrAppend(&out, out.empty() ? "" : "\n\n", heading.empty() ? "###" : absl::StrCat("### ", heading), "\n\n",
                  ParagraphsAsMarkdown(answer));
}

std::string FigureAsMarkdown(const v1::Figure& figure) {
  std::string title =
      absl::StrReplaceAll(figure.caption(), {{"\\", "\\\\"}, {"\"", "\\\""}, {"&", "\\&"}, {"\n", " "}});
  return absl::StrCat("![", EscapeMarkdown(figure.alt_text()), "](<", figure.uri(), ">",
                      title.empty() ? "" : absl::StrCat(" \"", title, "\""), ")");
}

std::string QuoteAsMarkdown(const v1::QuoteBox& quote) {
  std::string text = ParagraphsAsMarkdown(quote.text());
  if (!quote.attribution().empty()) absl::StrAppend(&text, "\n\n— ", EscapeMarkdown(quote.attribution()));
  return absl::StrCat("> ", absl::StrReplaceAll(text, {{"\n", "\n> "}}));
}

// The kind's name in the marker, and the body.
std::string Body(const v1::Section& section, absl::string_view& kind) {
  std::string out;
  std::vector<std::vector<std::string>> rows;
  switch (section.body_case()) {
    case v1::Section::kTermTable:
      kind = "term_table";
      rows.push_back({"Term", "Definition"});
      for (const auto& row : section.term_table().rows()) rows.push_back({row.term(), row.definition()});
      return Table(rows);
    case v1::Section::kTimeline:
      kind = "timeline";
      rows.push_back({"Date", "Event", "Significance"});
      for (const auto& row : section.timeline().rows()) {
        rows.push_back({row.date().text(), row.event(), row.significance()});
      }
      return Table(rows);
    case v1::Section::kTakeaways:
      kind = "takeaways";
      for (const std::string& point : section.takeaways().points()) {
        absl::StrAppend(&out, out.empty() ? "" : "\n", "- ", EscapeMarkdown(point));
      }
      return out;
    case v1::Section::kFaq:
      kind = "faq";
      for (const auto& entry : section.faq().entries()) AddQuestion(entry.question(), entry.answer(), out);
      return out;
    case v1::Section::kFlashcards:
      kind = "flashcards";
      for (const auto& pair : section.flashcards().pairs()) AddQuestion(pair.question(), pair.answer(), out);
      return out;
    case v1::Section::kQuote:
      kind = "quote";
      return QuoteAsMarkdown(section.quote());
    case v1::Section::kFigure:
      kind = "figure";
      return FigureAsMarkdown(section.figure());
    default:
      kind = "rich_text";
      return Closed(section.rich_text().markdown());
  }
}

}  // namespace

std::string ToMarkdown(const v1::Explanation& explanation) {
  std::string out = "---\n";
  AddField("title", explanation.title(), out);
  AddField("language", explanation.language(), out);
  AddField("topic", absl::StrJoin(explanation.topic_path(), "/"), out);
  AddField("summary", explanation.summary(), out);
  AddField("source", explanation.provenance().source(), out);
  AddField("licence", explanation.provenance().licence(), out);
  AddField("author", explanation.provenance().author(), out);
  absl::StrAppend(&out, "---\n");
  for (const v1::Section& section : explanation.sections()) {
    absl::string_view kind;
    std::string body = Body(section, kind);
    std::string heading = EscapeMarkdown(section.heading());
    absl::StrAppend(&out, "\n<!-- section ", section.id(), " ", kind, heading.empty() ? " untitled" : "", " -->\n\n");
    if (!heading.empty()) absl::StrAppend(&out, "## ", heading, "\n\n");
    absl::StrAppend(&out, body, "\n");
  }
  return out;
}

}  // namespace lyceum::content
