#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "services/lyceumctl/answers.h"
#include "services/lyceumctl/draw/markdown.h"
#include "services/lyceumctl/draw/progress.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/draw/wrap.h"
#include "services/lyceumctl/gaps.h"
#include "services/lyceumctl/render.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using draw::Clean;
using draw::Ink;
using draw::Paragraph;
using quiz::v1::Item;
using quiz::v1::PaperItem;

std::string Heading(int number, int count, int64_t points, const Ink& ink) {
  const std::string worth = points == 0 ? "not graded"
                                        : absl::StrCat(Points(points), points == 1'000'000 ? " point" : " points");
  return absl::StrCat(ink.Bold(absl::StrCat("Question ", number, count > 0 ? absl::StrCat(" of ", count) : "")),
                      ink.Faint(absl::StrCat("  ", worth)), "\n");
}

template <class Choices>
std::string Lettered(const Choices& choices, int width) {
  std::string out;
  int index = 0;
  for (const auto& choice : choices) {
    const std::string mark = absl::StrCat("  ", Letter(index++), ") ");
    out += Paragraph(Clean(choice.text()), width, mark, draw::Repeat(" ", draw::Width(mark)));
  }
  return out;
}

// Choices with what each is worth.
template <class Choices>
std::string Keyed(const Choices& choices, bool with_key, int width, const Ink& ink) {
  std::string out;
  int index = 0;
  for (const auto& choice : choices) {
    const std::string mark = absl::StrCat(with_key && choice.correct() ? ink.Green("✓ ") : "  ", Letter(index++), ") ");
    out += Paragraph(Clean(choice.text()), width, mark, draw::Repeat(" ", draw::Width(mark)));
  }
  return out;
}

// What the ends of a scale mean; the same fields in Item and PaperItem.
template <class Scale>
std::string ScaleText(const Scale& scale) {
  const auto end = [](int value, const std::string& label) {
    return label.empty() ? absl::StrCat(value) : absl::StrCat(value, " (", Clean(label), ")");
  };
  return absl::StrCat(end(scale.from(), scale.low_label()), " to ", end(scale.to(), scale.high_label()));
}

// The key of an item that has no choices; "" if there is none.
std::string KeyText(const Item& item) {
  std::vector<std::string> parts;
  switch (item.kind_case()) {
    case Item::kTrueFalse:
      return item.true_false().answer() ? "true" : "false";
    case Item::kShortText:
      for (const auto& pattern : item.short_text().patterns()) parts.push_back(pattern.pattern());
      return absl::StrJoin(parts, " | ");
    case Item::kNumeric:
      for (const auto& answer : item.numeric().answers()) {
        parts.push_back(answer.has_range() ? absl::StrFormat("%g to %g", answer.range().min(), answer.range().max())
                                           : absl::StrFormat("%g", answer.near().value()));
      }
      return absl::StrCat(absl::StrJoin(parts, " | "), " ", item.numeric().unit());
    case Item::kMatching:
      for (const auto& pair : item.matching().pairs()) parts.push_back(absl::StrCat(pair.stem(), " = ", pair.option()));
      return absl::StrJoin(parts, "; ");
    case Item::kOrdering:
      return absl::StrJoin(item.ordering().entries(), " → ");
    case Item::kSingleChoice:
    case Item::kMultipleChoice: {
      const auto& choices =
          item.has_single_choice() ? item.single_choice().choices() : item.multiple_choice().choices();
      for (const auto& choice : choices) {
        if (choice.correct()) parts.push_back(choice.text());
      }
      return absl::StrJoin(parts, " | ");
    }
    case Item::kGapFill:
      for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
        parts.push_back(absl::StrCat("{#", i + 1, "} ", KeyText(AuthoredGap(item, i))));
      }
      return absl::StrJoin(parts, "; ");
    case Item::kDate:
      return item.date().text().empty() ? item.date().earliest() : item.date().text();
    default:
      return "";
  }
}

std::string AuthoredItem(const Item& item, int number, bool with_key, int width, const Ink& ink) {
  std::string out = absl::StrCat(Heading(number, 0, item.points(), ink),
                                 draw::Markdown(item.prompt(), width, ink));
  if (item.has_single_choice()) {
    out += Keyed(item.single_choice().choices(), with_key, width, ink);
  } else if (item.has_multiple_choice()) {
    out += Keyed(item.multiple_choice().choices(), with_key, width, ink);
  } else if (item.has_poll()) {
    out += Lettered(item.poll().choices(), width);
  } else if (item.has_scale()) {
    out += Paragraph(ScaleText(item.scale()), width, "  ", "  ");
  } else if (const std::string key = with_key ? KeyText(item) : ""; !key.empty()) {
    out += Paragraph(ink.Green(Clean(key)), width, "  = ", "    ");
  }
  if (with_key && !item.lineage().quote().empty()) {
    out += Paragraph(ink.Faint(absl::StrCat("“", Clean(item.lineage().quote()), "”")), width, "  ", "  ");
  }
  return out;
}

template <class Document>
std::string Head(const Document& document, int width, const Ink& ink) {
  std::string out = Paragraph(ink.Bold(Clean(document.title())), width);
  out += Paragraph(ink.Faint(absl::StrCat(Clean(WithoutTenant(document.name())), " · revision ", document.revision(),
                                          " · ", document.items_size(), " items")), width);
  if (!document.description().empty()) out += Paragraph(Clean(document.description()), width);
  return out + RenderPolicy(document.policy(), width);
}

}  // namespace

std::string RenderItem(const PaperItem& item, int number, int count, int width, const Ink& ink) {
  std::string out = number > 0 ? Heading(number, count, item.points(), ink) : "";
  out += draw::Markdown(item.prompt(), width, ink);
  switch (item.kind_case()) {
    case PaperItem::kSingleChoice:
      return out + Lettered(item.single_choice().choices(), width);
    case PaperItem::kMultipleChoice:
      return out + Lettered(item.multiple_choice().choices(), width);
    case PaperItem::kOrdering:
      return out + Lettered(item.ordering().entries(), width);
    case PaperItem::kPoll:
      return out + Lettered(item.poll().choices(), width);
    case PaperItem::kScale:
      return out + Paragraph(ScaleText(item.scale()), width, "  ", "  ");
    case PaperItem::kMatching: {
      int index = 0;
      for (const auto& stem : item.matching().stems()) {
        out += Paragraph(Clean(stem.text()), width, absl::StrFormat("  %2d. ", ++index), "      ");
      }
      return absl::StrCat(out, "\n", Lettered(item.matching().options(), width));
    }
    case PaperItem::kGapFill:
      for (int i = 0; i < item.gap_fill().gaps_size(); ++i) {
        const PaperItem own = GapQuestion(item, i);
        if (!own.has_single_choice() && !own.has_multiple_choice()) continue;
        absl::StrAppend(&out, "  {#", i + 1, "}\n");
        const auto& choices =
            own.has_single_choice() ? own.single_choice().choices() : own.multiple_choice().choices();
        out += Lettered(choices, width);
      }
      return out;
    default:
      return out;
  }
}

std::string RenderPaper(const quiz::v1::Paper& paper, int width, const Ink& ink) {
  std::string out = Head(paper, width, ink);
  int number = 0;
  for (const PaperItem& item : paper.items()) {
    absl::StrAppend(&out, "\n", RenderItem(item, ++number, paper.items_size(), width, ink));
  }
  return out;
}

std::string RenderQuiz(const quiz::v1::Quiz& quiz, bool with_key, int width, const Ink& ink) {
  std::string out = Head(quiz, width, ink);
  int number = 0;
  for (const Item& item : quiz.items()) absl::StrAppend(&out, "\n", AuthoredItem(item, ++number, with_key, width, ink));
  return out;
}

std::string RenderPolicy(const quiz::v1::QuizPolicy& policy, int width) {
  std::vector<std::string> rules;
  rules.push_back(policy.feedback() == quiz::v1::QuizPolicy::FEEDBACK_IMMEDIATE ? "feedback after each answer"
                                                                                 : "feedback at the end");
  if (policy.time_limit().seconds() > 0) {
    rules.push_back(absl::StrCat("time limit ", draw::ShortDuration(DurationOf(policy.time_limit()))));
  }
  if (policy.attempts_allowed() > 0) rules.push_back(absl::StrCat(policy.attempts_allowed(), " attempts allowed"));
  if (policy.grading() != quiz::v1::QuizPolicy::GRADING_UNSPECIFIED) {
    rules.push_back(absl::StrCat(EnumWord(quiz::v1::QuizPolicy::Grading_Name(policy.grading()), "GRADING_"),
                                 " attempt counts"));
  }
  return Paragraph(absl::StrCat("Rules: ", absl::StrJoin(rules, ", ")), width);
}

}  // namespace lyceum::ctl
