#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/quiz/formats/gift.h"
#include "services/quiz/formats/gift_text.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

constexpr int64_t kWhole = 1'000'000;

absl::string_view Name(Markup markup) {
  switch (markup) {
    case Markup::kMoodle: return "[moodle]";
    case Markup::kHtml: return "[html]";
    case Markup::kPlain: return "[plain]";
    case Markup::kMarkdown: return "[markdown]";
  }
  return "";
}

std::string Written(const Text& text, Markup markup) {
  if (text.empty()) return "";
  // A text that begins with [ could be taken for one with its markup named.
  const bool named = text.markup != markup || absl::StartsWith(text.text, "[");
  return absl::StrCat(named ? Name(text.markup) : "", AddGiftEscapes(text.text));
}

class GiftWriter {
 public:
  GiftWriter(const Question& question, std::vector<std::string>& lost)
      : question_(question), markup_(question.text.markup), lost_(lost) {}

  std::string Write();

 private:
  void Comments();
  void Braces();
  void Choices();
  void Pairs();
  void Truth();
  void Words();
  void Numbers();
  std::string Feedback(const Text& feedback) const {
    return feedback.empty() ? "" : absl::StrCat("#", Written(feedback, markup_));
  }
  void ListLost();

  const Question& question_;
  const Markup markup_;
  std::vector<std::string>& lost_;
  std::string out_;
};

void GiftWriter::Comments() {
  // A comment is a line.
  const auto line = [](const std::string& text) { return absl::StrReplaceAll(text, {{"\n", " "}}); };
  absl::StrAppend(&out_, "// question: 0  name: ", line(question_.name), "\n");
  std::string marks;
  if (!question_.id_number.empty()) absl::StrAppend(&marks, " [id:", line(question_.id_number), "]");
  for (const std::string& tag : question_.tags) absl::StrAppend(&marks, " [tag:", line(tag), "]");
  if (!marks.empty()) absl::StrAppend(&out_, "//", marks, "\n");
}

void GiftWriter::Choices() {
  const bool any_whole = std::any_of(question_.answers.begin(), question_.answers.end(),
                                     [](const Answer& answer) { return answer.fraction == kWhole; });
  if (question_.single && !any_whole) lost_.push_back("that one choice is taken: GIFT needs one worth everything");
  if (question_.all_or_nothing) lost_.push_back("that only exactly the right choices count");
  for (const Answer& answer : question_.answers) {
    std::string text = Written(answer.text, markup_);
    std::string mark = "~";
    if (question_.single && answer.fraction == kWhole) {
      mark = "=";
    } else if (answer.fraction != 0 || absl::StartsWith(text, "%")) {
      mark = absl::StrCat("~%", PercentText(answer.fraction), "%");
    }
    absl::StrAppend(&out_, "\t", mark, text, Feedback(answer.feedback), "\n");
  }
}

void GiftWriter::Pairs() {
  for (const Pair& pair : question_.pairs) {
    if (absl::StrContains(pair.stem.text, "->")) lost_.push_back("the arrow in a stem: GIFT reads it as its own");
    if (pair.option.markup != Markup::kPlain) lost_.push_back("the markup of an option: GIFT has plain ones");
    absl::StrAppend(&out_, "\t=", Written(pair.stem, markup_), " -> ", AddGiftEscapes(pair.option.text), "\n");
  }
}

void GiftWriter::Truth() {
  const Text& right = question_.correct ? question_.feedback_true : question_.feedback_false;
  const Text& wrong = question_.correct ? question_.feedback_false : question_.feedback_true;
  absl::StrAppend(&out_, question_.correct ? "TRUE" : "FALSE");
  if (!wrong.empty() || !right.empty()) absl::StrAppend(&out_, "#", Written(wrong, markup_));
  if (!right.empty()) absl::StrAppend(&out_, "#", Written(right, markup_));
}

void GiftWriter::Words() {
  if (question_.case_sensitive) lost_.push_back("that capital letters count");
  for (const Answer& answer : question_.answers) {
    absl::StrAppend(&out_, "\t=%", PercentText(answer.fraction), "%", Written(answer.text, markup_),
                    Feedback(answer.feedback), "\n");
  }
}

void GiftWriter::Numbers() {
  if (!question_.unit.empty()) lost_.push_back(absl::StrCat("the unit ", question_.unit));
  absl::StrAppend(&out_, "#\n");
  for (const Answer& answer : question_.answers) {
    if (answer.text.text == "*" && answer.fraction == 0) {
      absl::StrAppend(&out_, "\t~", Feedback(answer.feedback), "\n");
      continue;
    }
    std::string value = answer.text.text;
    if (answer.range) {
      value = absl::StrCat(NumberText(answer.range->first), "..", NumberText(answer.range->second));
    } else if (value != "*") {
      absl::StrAppend(&value, ":", NumberText(answer.tolerance));
    }
    absl::StrAppend(&out_, "\t=%", PercentText(answer.fraction), "%", value, Feedback(answer.feedback), "\n");
  }
}

void GiftWriter::Braces() {
  switch (question_.type) {
    case Question::Type::kMultipleChoice: out_ += "\n"; return Choices();
    case Question::Type::kMatching: out_ += "\n"; return Pairs();
    case Question::Type::kShortAnswer: out_ += "\n"; return Words();
    case Question::Type::kNumerical: return Numbers();
    case Question::Type::kTrueFalse: return Truth();
    default: return;  // an essay
  }
}

void GiftWriter::ListLost() {
  if (question_.mark != 1 && question_.type != Question::Type::kDescription) {
    lost_.push_back(absl::StrCat("the mark of ", NumberText(question_.mark)));
  }
  if (!question_.hints.empty()) lost_.push_back(absl::StrCat(question_.hints.size(), " hints"));
  if (!question_.text.files.empty()) lost_.push_back(absl::StrCat(question_.text.files.size(), " embedded files"));
  if (question_.time_limit_s > 0) lost_.push_back(absl::StrCat("the time limit of ", question_.time_limit_s, " s"));
}

std::string GiftWriter::Write() {
  using Type = Question::Type;
  if (question_.type == Type::kCategory) return absl::StrCat("$CATEGORY: ", AddGiftEscapes(question_.name), "\n\n");
  if (question_.type == Type::kCloze || question_.type == Type::kWords || question_.type == Type::kOrdering ||
      question_.type == Type::kOther) {
    lost_.push_back("the whole question: GIFT has no such type");
    return "";
  }
  ListLost();
  Comments();
  absl::StrAppend(&out_, "::", AddGiftEscapes(question_.name), "::", Written(question_.text, Markup::kMoodle));
  if (question_.type == Type::kDescription) return out_ + "\n\n";
  out_ += "{";
  Braces();
  if (!question_.general_feedback.empty()) {
    if (out_.back() != '\n') out_ += "\n";
    absl::StrAppend(&out_, "\t####", Written(question_.general_feedback, markup_), "\n");
  }
  return out_ + "}\n\n";
}

}  // namespace

std::string WriteGift(const Question& question, std::vector<std::string>& lost) {
  return GiftWriter(question, lost).Write();
}

}  // namespace lyceum::quiz::formats
