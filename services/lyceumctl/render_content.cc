#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/lyceumctl/draw/markdown.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using content::v1::Explanation;
using content::v1::Section;
using draw::Clean;
using draw::CleanLines;
using draw::Ink;
using draw::Paragraph;

// Questions in bold, their answers indented below.
std::string Asked(absl::string_view question, absl::string_view answer, int width, const Ink& ink) {
  std::string out;
  if (!question.empty()) absl::StrAppend(&out, Paragraph(ink.Bold(Clean(question)), width, "? ", "  "));
  return absl::StrCat(out, Paragraph(CleanLines(answer), width, "  ", "  "));
}

std::string TermsText(const content::v1::TermTable& table, int width, const Ink& ink) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows()) rows.push_back({row.term(), row.definition()});
  return draw::Grid({"Term", "Definition"}, rows, width, ink);
}

std::string TimelineText(const content::v1::Timeline& timeline, int width, const Ink& ink) {
  std::vector<std::vector<std::string>> rows;
  bool significant = false;
  for (const auto& row : timeline.rows()) significant = significant || !row.significance().empty();
  for (const auto& row : timeline.rows()) {
    rows.push_back({row.date().text(), row.event()});
    if (significant) rows.back().push_back(row.significance());
  }
  if (!significant) return draw::Grid({"Date", "Event"}, rows, width, ink);
  return draw::Grid({"Date", "Event", "Significance"}, rows, width, ink);
}

std::string SectionText(const Section& section, int width, const Ink& ink) {
  std::string out;
  switch (section.body_case()) {
    case Section::kRichText:
      return draw::Markdown(section.rich_text().markdown(), width, ink);
    case Section::kTermTable:
      return TermsText(section.term_table(), width, ink);
    case Section::kTimeline:
      return TimelineText(section.timeline(), width, ink);
    case Section::kTakeaways:
      for (const auto& point : section.takeaways().points()) out += Paragraph(Clean(point), width, "• ", "  ");
      return out;
    case Section::kFaq:
      for (const auto& entry : section.faq().entries()) {
        absl::StrAppend(&out, out.empty() ? "" : "\n", Asked(entry.question(), entry.answer(), width, ink));
      }
      return out;
    case Section::kFlashcards:
      for (const auto& pair : section.flashcards().pairs()) {
        absl::StrAppend(&out, out.empty() ? "" : "\n", Asked(pair.question(), pair.answer(), width, ink));
      }
      return out;
    case Section::kQuote:
      out = Paragraph(CleanLines(section.quote().text()), width, "▌ ", "▌ ");
      if (!section.quote().attribution().empty()) {
        out += Paragraph(absl::StrCat("— ", Clean(section.quote().attribution())), width, "▌ ", "▌ ");
      }
      return out;
    case Section::kFigure:
      return Paragraph(absl::StrCat("[", Clean(section.figure().alt_text()), "] ", Clean(section.figure().caption()),
                                    " <", Clean(section.figure().uri()), ">"), width);
    default:
      return "";
  }
}

}  // namespace

std::string RenderExplanation(const Explanation& explanation, int width, const Ink& ink) {
  std::string out = Paragraph(ink.Bold(Clean(explanation.title())), width);
  absl::StrAppend(&out, draw::Repeat("═", std::min(width, draw::Width(Clean(explanation.title())))), "\n");
  const std::string topic = absl::StrJoin(explanation.topic_path(), " › ");
  std::string facts = absl::StrCat(Clean(WithoutTenant(explanation.name())), " · ", Clean(explanation.language()),
                                   topic.empty() ? "" : " · ", Clean(topic), " · ",
                                   EnumWord(Explanation::State_Name(explanation.state()), "STATE_"), " · revision ",
                                   explanation.revision());
  out += Paragraph(ink.Faint(facts), width);
  if (!explanation.summary().empty()) absl::StrAppend(&out, "\n", Paragraph(Clean(explanation.summary()), width));
  for (const Section& section : explanation.sections()) {
    out += "\n";
    if (!section.heading().empty()) {
      const std::string heading = Clean(section.heading());
      absl::StrAppend(&out, Paragraph(ink.Bold(heading), width),
                      draw::Repeat("─", std::min(width, draw::Width(heading))), "\n");
    }
    out += SectionText(section, width, ink);
  }
  if (!explanation.provenance().source().empty()) {
    const std::string licence = explanation.provenance().licence();
    absl::StrAppend(&out, "\n", Paragraph(ink.Faint(absl::StrCat("Source: ", Clean(explanation.provenance().source()),
                                                                licence.empty() ? "" : ", ", Clean(licence))), width));
  }
  return out;
}

std::string RenderCard(const content::v1::Flashcard& card, int width, const Ink& ink) {
  std::string out = Paragraph(ink.Faint(Clean(WithoutTenant(card.name()))), width);
  if (card.kind() == content::v1::Flashcard::KIND_CLOZE) {
    out += Paragraph(CleanLines(card.cloze_text()), width);
  } else {
    out += Paragraph(ink.Bold(CleanLines(card.front())), width);
    absl::StrAppend(&out, draw::Repeat("─", std::min(width, 40)), "\n", Paragraph(CleanLines(card.back()), width));
  }
  if (card.has_lineage() && !card.lineage().span().quote().empty()) {
    out += Paragraph(ink.Faint(absl::StrCat("From: “", Clean(card.lineage().span().quote()), "”")), width);
  }
  return out;
}

}  // namespace lyceum::ctl
