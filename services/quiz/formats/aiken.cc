#include "services/quiz/formats/aiken.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/quiz/formats/limits.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

// "A) one" or "B. another", any capital letter.
bool IsChoice(string_view line) {
  return line.size() >= 2 && absl::ascii_isupper(static_cast<unsigned char>(line[0])) &&
         (line[1] == ')' || line[1] == '.');
}

Text Plain(string_view text) {
  return {.text = std::string(absl::StripAsciiWhitespace(text)), .markup = Markup::kPlain, .files = {}};
}

// The line that a text which would read as a mark of Aiken cannot be written on.
bool IsMark(string_view line) { return IsChoice(line) || absl::StartsWith(line, "ANSWER:"); }

std::string OneLine(const Text& text, std::vector<std::string>& lost) {
  if (text.markup != Markup::kPlain) lost.push_back("the markup: Aiken has plain text");
  if (!absl::StrContains(text.text, "\n")) return text.text;
  lost.push_back("line ends: Aiken has a line for each text");
  return absl::StrReplaceAll(text.text, {{"\n", " "}});
}

}  // namespace

Reading ReadAiken(string_view text) {
  Reading reading;
  Question question;
  Place place;
  const auto refuse = [&](string_view problem) {
    if (place.line > 0) reading.Refuse(place, std::string(problem));
    question = Question();
    place = {};
  };
  int number = 0;
  for (string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    if (IsChoice(line) && place.line > 0) {
      if (question.answers.size() < static_cast<size_t>(limits::kMaxAnswers)) {
        question.answers.push_back({.text = Plain(line.substr(2)), .fraction = 0, .feedback = {}, .range = {}});
      }
    } else if (absl::ConsumePrefix(&line, "ANSWER:")) {
      line = absl::StripAsciiWhitespace(line);
      const size_t right = line.empty() ? question.answers.size() : static_cast<size_t>(line[0] - 'A');
      if (place.line == 0) {
        reading.Refuse({number, 1}, "is an answer without a question");
      } else if (question.answers.size() < 2) {
        refuse(absl::StrCat("has ", question.answers.size(), " choices; it must have 2 or more"));
      } else if (right >= question.answers.size()) {
        refuse(absl::StrCat("has the answer \"", line.substr(0, 20), "\" at line ", number,
                            ", which is none of its choices"));
      } else {
        question.answers[right].fraction = 1'000'000;
        reading.Add(place, std::move(question));
      }
      question = Question();
      place = {};
    } else {
      // Any other line begins a question.
      refuse(question.answers.empty() ? "has no choices: a question of Aiken stands on one line"
                                      : "has no line ANSWER: after its choices");
      place = {number, 1};
      question.type = Question::Type::kMultipleChoice;
      question.text = Plain(line);
      question.name = MadeName(EscapeHtml(line));
      question.name_is_made = true;
    }
  }
  refuse("ends without a line ANSWER:");
  return reading;
}

std::string WriteAiken(const Question& question, std::vector<std::string>& lost) {
  const auto right = std::find_if(question.answers.begin(), question.answers.end(),
                                  [](const Answer& answer) { return answer.fraction == 1'000'000; });
  if (question.type != Question::Type::kMultipleChoice || !question.single || right == question.answers.end() ||
      question.answers.size() > 26) {
    lost.push_back("the whole question: Aiken has single choices with one right answer of at most 26");
    return "";
  }
  std::string out = OneLine(question.text, lost);
  if (IsMark(out)) {
    lost.push_back("the whole question: its text would be read as a choice");
    return "";
  }
  out += "\n";
  char letter = 'A';
  for (const Answer& answer : question.answers) {
    absl::StrAppend(&out, std::string(1, letter++), ") ", OneLine(answer.text, lost), "\n");
    if (!answer.feedback.empty()) lost.push_back("the feedback of a choice");
    if (answer.fraction != 0 && &answer != &*right) lost.push_back("the part worth of a choice");
  }
  if (!question.general_feedback.empty()) lost.push_back("the general feedback");
  if (!question.hints.empty()) lost.push_back("hints");
  if (!question.tags.empty()) lost.push_back("tags");
  if (!question.name_is_made && !question.name.empty()) lost.push_back("the name");
  return absl::StrCat(out, "ANSWER: ", std::string(1, static_cast<char>('A' + (right - question.answers.begin()))),
                      "\n\n");
}

}  // namespace lyceum::quiz::formats
