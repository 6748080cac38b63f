#include "services/quiz/formats/to_item.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/markup/markdown.h"
#include "services/quiz/formats/markup.h"
#include "services/quiz/formats/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/complete.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz::formats {
namespace {

using quiz::limits::kPoint;
using quiz::limits::kWhole;
using Type = Question::Type;

// What formats round off: three times 33.33333 % is all.
constexpr int64_t kRounding = 10;

class ItemMaker {
 public:
  explicit ItemMaker(const Question& question) : question_(question) {}
  MadeItem Make();

 private:
  std::string Markdown(const Text& text);
  void SingleChoice();
  void MultipleChoice();
  void Words();
  void Numbers();
  void Pairs();
  void Gaps();
  void WordGaps();
  void Kind();
  void ListLost();
  int64_t Share(int64_t fraction);
  v1::Choice& AddChoice(const Answer& answer, google::protobuf::RepeatedPtrField<v1::Choice>& choices);
  void Lose(std::string what) { made_.lost.push_back(std::move(what)); }

  const Question& question_;
  v1::Item item_;
  MadeItem made_;
};

// The name of a type that no item has, or "".
std::string UnsupportedName(const Question& question) {
  switch (question.type) {
    case Type::kEssay: return "essay";
    case Type::kDescription: return "description";
    case Type::kOther: return question.type_name.empty() ? "no type" : question.type_name;
    default: return "";
  }
}

std::string ItemMaker::Markdown(const Text& text) {
  absl::StatusOr<std::string> markdown = ToMarkdown(text, made_.lost);
  if (markdown.ok()) return *std::move(markdown);
  if (made_.problem.empty()) made_.problem = std::string(markdown.status().message());
  return "";
}

// Of an answer that nothing is taken away for.
int64_t ItemMaker::Share(int64_t fraction) {
  if (fraction < 0) Lose("that a wrong answer costs something");
  return std::max<int64_t>(fraction, 0);
}

v1::Choice& ItemMaker::AddChoice(const Answer& answer, google::protobuf::RepeatedPtrField<v1::Choice>& choices) {
  v1::Choice& choice = *choices.Add();
  choice.set_text(Markdown(answer.text));
  choice.set_feedback(Markdown(answer.feedback));
  return choice;
}

void ItemMaker::SingleChoice() {
  for (const Answer& answer : question_.answers) {
    v1::Choice& choice = AddChoice(answer, *item_.mutable_single_choice()->mutable_choices());
    choice.set_correct(answer.fraction == kWhole);
    if (answer.fraction != kWhole && answer.fraction != 0) choice.set_fraction_micros(answer.fraction);
  }
}

void ItemMaker::MultipleChoice() {
  const auto& answers = question_.answers;
  const auto right = std::count_if(answers.begin(), answers.end(), [](const Answer& a) { return a.fraction > 0; });
  const auto wrong = static_cast<int64_t>(answers.size()) - right;
  const auto is_share = [](int64_t fraction, int64_t of) {
    return of > 0 && std::llabs(std::llabs(fraction) * of - kWhole) <= kRounding * of;
  };
  // The whole marks of several right choices, as some files have them, are shares of the mark.
  const bool all_whole = right > 1 && std::all_of(answers.begin(), answers.end(), [](const Answer& a) {
                           return a.fraction <= 0 || a.fraction == kWhole;
                         });
  for (const Answer& answer : answers) {
    v1::Choice& choice = AddChoice(answer, *item_.mutable_multiple_choice()->mutable_choices());
    choice.set_correct(answer.fraction > 0);
    // What the rule for choices without a fraction says anyway is left to it.
    const bool by_rule = question_.all_or_nothing ||
                         (answer.fraction > 0 && (all_whole || is_share(answer.fraction, right))) ||
                         (answer.fraction < 0 && is_share(answer.fraction, wrong));
    if (!by_rule) choice.set_fraction_micros(answer.fraction);
  }
  item_.mutable_multiple_choice()->set_all_or_nothing(question_.all_or_nothing);
}

void ItemMaker::Words() {
  v1::ShortText& text = *item_.mutable_short_text();
  text.set_case_sensitive(question_.case_sensitive);
  text.set_accent_sensitive(true);
  for (const Answer& answer : question_.answers) {
    v1::ShortText::Pattern& pattern = *text.add_patterns();
    pattern.set_pattern(answer.text.text);
    pattern.set_feedback(Markdown(answer.feedback));
    if (answer.fraction != kWhole) pattern.set_fraction_micros(Share(answer.fraction));
  }
}

void ItemMaker::Numbers() {
  v1::Numeric& numeric = *item_.mutable_numeric();
  numeric.set_unit(question_.unit);
  if (question_.slider) {
    numeric.mutable_slider()->set_from(question_.slider->from);
    numeric.mutable_slider()->set_to(question_.slider->to);
    numeric.mutable_slider()->set_step(question_.slider->step);
  }
  for (const Answer& answer : question_.answers) {
    if (answer.text.text == "*") {
      if (answer.fraction > 0) made_.problem = "takes any number (\"*\") for right, which an item cannot";
      if (!answer.feedback.empty()) Lose("the feedback for any other number");
      continue;
    }
    v1::Numeric::Answer& accepted = *numeric.add_answers();
    if (answer.range) {
      accepted.mutable_range()->set_min(answer.range->first);
      accepted.mutable_range()->set_max(answer.range->second);
    } else {
      accepted.mutable_near()->set_value(answer.number);
      accepted.mutable_near()->set_absolute_tolerance(answer.tolerance);
    }
    accepted.set_feedback(Markdown(answer.feedback));
    if (answer.fraction != kWhole) accepted.set_fraction_micros(Share(answer.fraction));
  }
}

void ItemMaker::Pairs() {
  v1::Matching& matching = *item_.mutable_matching();
  for (const Pair& pair : question_.pairs) {
    if (pair.stem.empty()) {
      matching.add_distractors(Markdown(pair.option));
      continue;
    }
    v1::Matching::Pair& made = *matching.add_pairs();
    made.set_stem(Markdown(pair.stem));
    made.set_option(Markdown(pair.option));
  }
}

void ItemMaker::Gaps() {
  bool mixed = true;
  for (size_t i = 0; i < question_.gaps.size(); ++i) {
    const Question& gap = question_.gaps[i];
    v1::GapFill::Gap& made = *item_.mutable_gap_fill()->add_gaps();
    if (gap.mark != 1) made.set_weight(static_cast<int>(std::clamp(gap.mark, 0.0, 1e9)));
    made.set_layout(static_cast<v1::GapFill::Layout>(gap.layout));
    mixed &= gap.shuffle;
    ItemMaker own(gap);
    own.Kind();
    if (own.item_.has_single_choice()) made.mutable_single_choice()->Swap(own.item_.mutable_single_choice());
    if (own.item_.has_multiple_choice()) made.mutable_multiple_choice()->Swap(own.item_.mutable_multiple_choice());
    if (own.item_.has_short_text()) made.mutable_short_text()->Swap(own.item_.mutable_short_text());
    if (own.item_.has_numeric()) made.mutable_numeric()->Swap(own.item_.mutable_numeric());
    made_.lost.insert(made_.lost.end(), own.made_.lost.begin(), own.made_.lost.end());
    if (made_.problem.empty() && !own.made_.problem.empty()) {
      made_.problem = absl::StrCat("has the gap ", i + 1, ", which ", own.made_.problem);
    }
  }
  if (!mixed) Lose("that the order is not mixed");
}

void ItemMaker::WordGaps() {
  v1::GapFill& text = *item_.mutable_gap_fill();
  text.set_drag(question_.drag);
  for (const Word& word : question_.words) {
    v1::GapFill::Word& made = *text.add_words();
    made.set_text(Markdown(word.text));
    made.set_group(word.group);
    made.set_once(word.once);
  }
  for (const int word : question_.right_words) text.add_gaps()->set_word(word);
}

// The item's kind, and nothing else of it.
void ItemMaker::Kind() {
  switch (question_.type) {
    case Type::kMultipleChoice: question_.single ? SingleChoice() : MultipleChoice(); break;
    case Type::kTrueFalse: item_.mutable_true_false()->set_answer(question_.correct); break;
    case Type::kShortAnswer: Words(); break;
    case Type::kNumerical: Numbers(); break;
    case Type::kMatching: Pairs(); break;
    case Type::kCloze: Gaps(); break;
    case Type::kWords: WordGaps(); break;
    case Type::kOrdering:
      for (const Text& entry : question_.entries) item_.mutable_ordering()->add_entries(Markdown(entry));
      item_.mutable_ordering()->set_credit(v1::Ordering::CREDIT_EXACT);
      break;
    default: break;
  }
}

void ItemMaker::ListLost() {
  if (!question_.feedback_true.empty() || !question_.feedback_false.empty()) Lose("the feedback for true and false");
  if (!question_.feedback_right.empty() || !question_.feedback_partly.empty() || !question_.feedback_wrong.empty()) {
    Lose("the feedback for a right, partly right or wrong answer");
  }
  if (!question_.shuffle) Lose("that the order is not mixed");
  if (question_.time_limit_s > 0) Lose(absl::StrCat("the time limit of ", question_.time_limit_s, " s"));
  if (!question_.id_number.empty() && item_.id().empty()) Lose(absl::StrCat("the id ", question_.id_number));
  // The shares that formats give where nothing is said: a third, a tenth, all for true or false.
  const double penalty = question_.penalty, usual = question_.type == Type::kTrueFalse ? 1 : 1.0 / 3;
  if (std::fabs(penalty - usual) > 1e-6 && penalty != 0.1 && penalty != 0) {
    Lose(absl::StrCat("the penalty of ", NumberText(penalty), " for a wrong try"));
  }
  made_.lost.insert(made_.lost.end(), question_.lost.begin(), question_.lost.end());
}

MadeItem ItemMaker::Make() {
  made_.unsupported = UnsupportedName(question_);
  if (!made_.unsupported.empty()) return std::move(made_);
  item_.set_prompt(Markdown(question_.text));
  // Markdown has its own use for "#", but a gap is "{#1}".
  if (question_.type == Type::kCloze || question_.type == Type::kWords) {
    item_.set_prompt(absl::StrReplaceAll(item_.prompt(), {{"{\\#", "{#"}}));
  }
  // A name that only repeats the beginning of the text is none.
  if (!question_.name_is_made && question_.name != MadeName(question_.text.text) &&
      question_.name != MadeName(PlainText(item_.prompt()))) {
    item_.set_title(question_.name);
  }
  if (IsId(question_.id_number)) item_.set_id(question_.id_number);
  item_.set_points(std::llround(question_.mark * static_cast<double>(kPoint)));
  if (item_.points() == 0) Lose("the mark of 0: it became 1");
  item_.set_explanation(Markdown(question_.general_feedback));
  for (const Text& hint : question_.hints) item_.add_hints(Markdown(hint));
  for (const std::string& tag : question_.tags) item_.add_tags(tag);
  Kind();
  ListLost();
  if (made_.problem.empty()) made_.problem = CompleteItem(item_);
  if (made_.problem.empty()) made_.item = std::move(item_);
  return std::move(made_);
}

}  // namespace

std::string CompleteItem(v1::Item& item) {
  const bool named = !item.id().empty();
  v1::Quiz quiz;
  quiz.add_items()->Swap(&item);
  Complete(quiz);
  item.Swap(quiz.mutable_items(0));
  Violations violations;
  ValidateItem(item, "item", violations);
  if (!named) item.clear_id();
  return violations.empty() ? "" : std::string(violations.ToStatus().message());
}

MadeItem ToItem(const Question& question) { return ItemMaker(question).Make(); }

}  // namespace lyceum::quiz::formats
