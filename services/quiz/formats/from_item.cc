#include "services/quiz/formats/from_item.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/markup/markdown.h"
#include "services/quiz/formats/markup.h"
#include "services/quiz/formats/text.h"
#include "services/quiz/limits.h"

namespace lyceum::quiz::formats {
namespace {

using quiz::limits::kPoint;
using quiz::limits::kWhole;
using Type = Question::Type;

int64_t Part(int64_t of) { return of == 0 ? 0 : std::llround(static_cast<double>(kWhole) / static_cast<double>(of)); }

Answer FromChoice(const v1::Choice& choice, int64_t fraction) {
  Answer answer;
  answer.text = FromMarkdown(choice.text());
  answer.feedback = FromMarkdown(choice.feedback());
  answer.fraction = choice.has_fraction_micros() ? choice.fraction_micros() : fraction;
  return answer;
}

void FromSingle(const v1::SingleChoice& single, Question& question) {
  question.type = Type::kMultipleChoice;
  for (const v1::Choice& choice : single.choices()) {
    question.answers.push_back(FromChoice(choice, choice.correct() ? kWhole : 0));
  }
}

void FromMultiple(const v1::MultipleChoice& multiple, Question& question) {
  question.type = Type::kMultipleChoice;
  question.single = false;
  question.all_or_nothing = multiple.all_or_nothing();
  const auto& choices = multiple.choices();
  const int64_t right = std::count_if(choices.begin(), choices.end(), [](const v1::Choice& c) { return c.correct(); });
  const int64_t wrong = choices.size() - right;
  for (const v1::Choice& choice : choices) {
    const int64_t taken = multiple.all_or_nothing() ? 0 : -Part(wrong);
    question.answers.push_back(FromChoice(choice, choice.correct() ? Part(right) : taken));
  }
}

void FromWords(const v1::ShortText& text, MadeQuestion& made, Question& question) {
  question.type = Type::kShortAnswer;
  question.case_sensitive = text.case_sensitive();
  if (!text.accent_sensitive()) made.lost.push_back("that accents do not count");
  if (text.typo_tolerance()) made.lost.push_back("that slips are forgiven");
  for (const auto& pattern : text.patterns()) {
    Answer answer;
    answer.text = FromMarkdown(pattern.pattern());
    answer.feedback = FromMarkdown(pattern.feedback());
    answer.fraction = pattern.has_fraction_micros() ? pattern.fraction_micros() : kWhole;
    question.answers.push_back(std::move(answer));
  }
}

void FromNumeric(const v1::Numeric& numeric, MadeQuestion& made, Question& question) {
  question.type = Type::kNumerical;
  question.unit = FromMarkdown(numeric.unit()).text;
  if (numeric.decimal_separator() != v1::Numeric::DECIMAL_SEPARATOR_UNSPECIFIED) {
    made.lost.push_back("which decimal separator counts");
  }
  if (numeric.has_slider()) made.lost.push_back("the slider: the number is typed");
  for (const auto& accepted : numeric.answers()) {
    Answer answer;
    if (accepted.has_range()) {
      answer.range.emplace(accepted.range().min(), accepted.range().max());
      answer.number = (accepted.range().min() + accepted.range().max()) / 2;
      answer.tolerance = accepted.range().max() - answer.number;
    } else {
      answer.number = accepted.near().value();
      answer.tolerance = accepted.near().absolute_tolerance();
      if (accepted.near().relative_tolerance() != 0) {
        answer.tolerance = std::fabs(answer.number) * accepted.near().relative_tolerance();
        made.lost.push_back("that the tolerance is a share of the value: it is written as a number");
      }
    }
    answer.text = {NumberText(answer.number), Markup::kMarkdown, {}};
    answer.feedback = FromMarkdown(accepted.feedback());
    answer.fraction = accepted.has_fraction_micros() ? accepted.fraction_micros() : kWhole;
    question.answers.push_back(std::move(answer));
  }
}

void FromMatching(const v1::Matching& matching, Question& question) {
  question.type = Type::kMatching;
  // Options are plain in every format that has them.
  const auto plain = [](const std::string& markdown) {
    const std::string text = PlainText(markdown);
    std::vector<std::string> ignored;
    const Text candidate{text.substr(0, text.find_last_not_of('\n') + 1), Markup::kPlain, {}};
    const auto again = ToMarkdown(candidate, ignored);
    return again.ok() && *again == markdown ? candidate : FromMarkdown(markdown);
  };
  for (const auto& pair : matching.pairs()) {
    question.pairs.push_back({FromMarkdown(pair.stem()), plain(pair.option())});
  }
  for (const std::string& option : matching.distractors()) question.pairs.push_back({FromMarkdown(""), plain(option)});
}

void FromOrdering(const v1::Ordering& ordering, MadeQuestion& made, Question& question) {
  question.type = Type::kOrdering;
  for (const std::string& entry : ordering.entries()) question.entries.push_back(FromMarkdown(entry));
  if (ordering.credit() > v1::Ordering::CREDIT_EXACT) made.lost.push_back("that a part of the order is worth a part");
}

// HTML, as the answers of a gap are.
Text GapText(const std::string& markdown, std::vector<std::string>& lost) {
  const std::string plain = EscapeHtml(ToPlain(FromMarkdown(markdown), lost).text);
  return {absl::StrReplaceAll(plain, {{"\n", "<br>"}}), Markup::kHtml, {}};
}

void FromGap(const v1::GapFill::Gap& gap, MadeQuestion& made, Question& question) {
  question.mark = gap.has_weight() ? gap.weight() : 1;
  question.layout = static_cast<Question::Layout>(gap.layout());
  if (gap.has_single_choice()) FromSingle(gap.single_choice(), question);
  if (gap.has_multiple_choice()) FromMultiple(gap.multiple_choice(), question);
  if (gap.has_short_text()) FromWords(gap.short_text(), made, question);
  if (gap.has_numeric()) FromNumeric(gap.numeric(), made, question);
  if (question.all_or_nothing) made.lost.push_back("that only exactly the right choices count");
  if (!question.unit.empty()) made.lost.push_back("the unit of a gap");
  for (Answer& answer : question.answers) {
    answer.feedback = GapText(answer.feedback.text, made.lost);
    if (question.type == Type::kMultipleChoice) answer.text = GapText(answer.text.text, made.lost);
    if (answer.range) made.lost.push_back("the ends of a range: a gap has its middle and half its width");
  }
  const auto no_gap_can = [](const Answer& answer) {
    const std::string& text = answer.text.text;
    return answer.text.markup != Markup::kHtml && absl::StrContains(absl::StrReplaceAll(text, {{"\\~", ""}}), '~');
  };
  const auto kept = std::remove_if(question.answers.begin(), question.answers.end(), no_gap_can);
  if (kept != question.answers.end()) made.lost.push_back("a word with ~, which no gap can hold");
  question.answers.erase(kept, question.answers.end());
}

// A gap that takes a word where others are of other kinds: a choice of the words of its group.
v1::GapFill::Gap ChoiceOfWords(const v1::GapFill& text, const v1::GapFill::Gap& gap) {
  v1::GapFill::Gap made;
  if (gap.has_weight()) made.set_weight(gap.weight());
  const v1::GapFill::Word& right = text.words(gap.word() - 1);
  for (const auto& word : text.words()) {
    if (word.group() != right.group()) continue;
    v1::Choice& choice = *made.mutable_single_choice()->add_choices();
    choice.set_text(word.text());
    choice.set_correct(word.text() == right.text());
  }
  return made;
}

void FromGaps(const v1::GapFill& text, MadeQuestion& made, Question& question) {
  const auto& gaps = text.gaps();
  const bool words = std::all_of(gaps.begin(), gaps.end(), [](const auto& gap) {
    return gap.has_word() && (!gap.has_weight() || gap.weight() == 1);
  });
  if (words) {
    question.type = Type::kWords;
    question.drag = text.drag();
    for (const auto& word : text.words()) {
      // HTML where words are dragged, plain in a menu.
      const Text shown = text.drag() ? GapText(word.text(), made.lost) : ToPlain(FromMarkdown(word.text()), made.lost);
      question.words.push_back({shown, word.group(), word.once()});
      if (word.once() && !text.drag()) made.lost.push_back("that a word may stand in one gap only");
    }
    for (const auto& gap : gaps) question.right_words.push_back(gap.word());
    return;
  }
  question.type = Type::kCloze;
  double weights = 0;
  for (const auto& gap : gaps) {
    FromGap(gap.has_word() ? ChoiceOfWords(text, gap) : gap, made, question.gaps.emplace_back());
    if (gap.has_word()) made.lost.push_back("that gaps share their words");
    weights += question.gaps.back().mark;
  }
  if (weights != question.mark) made.lost.push_back("its points: those of a cloze are the weights of its gaps");
  question.mark = weights;
}

}  // namespace

MadeQuestion FromItem(const v1::Item& item) {
  MadeQuestion made;
  Question question;
  question.text = FromMarkdown(item.prompt());
  question.name_is_made = item.title().empty();
  question.name = question.name_is_made ? MadeName(PlainText(question.text.text)) : FromMarkdown(item.title()).text;
  question.general_feedback = FromMarkdown(item.explanation());
  question.mark = static_cast<double>(item.points()) / static_cast<double>(kPoint);
  for (const std::string& hint : item.hints()) question.hints.push_back(FromMarkdown(hint));
  for (const std::string& tag : item.tags()) question.tags.push_back(FromMarkdown(tag).text);
  question.id_number = item.id();
  if (item.has_lineage()) made.lost.push_back("where its text comes from (lineage)");
  if (!item.topic_path().empty()) made.lost.push_back("its topic");
  switch (item.kind_case()) {
    case v1::Item::kSingleChoice: FromSingle(item.single_choice(), question); break;
    case v1::Item::kMultipleChoice: FromMultiple(item.multiple_choice(), question); break;
    case v1::Item::kTrueFalse:
      question.type = Type::kTrueFalse;
      question.penalty = 1;
      question.correct = item.true_false().answer();
      break;
    case v1::Item::kShortText: FromWords(item.short_text(), made, question); break;
    case v1::Item::kNumeric: FromNumeric(item.numeric(), made, question); break;
    case v1::Item::kMatching: FromMatching(item.matching(), question); break;
    case v1::Item::kOrdering: FromOrdering(item.ordering(), made, question); break;
    case v1::Item::kGapFill: FromGaps(item.gap_fill(), made, question); break;
    default: {
      const auto* kind = v1::Item::descriptor()->FindFieldByNumber(item.kind_case());
      made.unsupported = kind == nullptr ? "no kind" : kind->name();
      return made;
    }
  }
  made.question = std::move(question);
  return made;
}

}  // namespace lyceum::quiz::formats
