#include "services/quiz/formats/quizlet.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

char Separator(string_view text) {
  const string_view first = text.substr(0, text.find('\n'));
  for (const char candidate : {'\t', ',', ';'}) {
    if (absl::StrContains(first, candidate)) return candidate;
  }
  return '\t';
}

// Reads the record at `at`, moving behind it; false with a quote that never ends.
bool ReadRecord(string_view text, char separator, size_t& at, std::vector<std::string>& fields) {
  fields.assign(1, "");
  const bool quotes = separator != '\t';
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quotes && c == '"') {
      if (quoted && at + 1 < text.size() && text[at + 1] == '"') {
        fields.back().push_back('"');
        ++at;
      } else if (quoted || fields.back().empty()) {
        quoted = !quoted;
      } else {
        fields.back().push_back(c);
      }
    } else if (quoted) {
      fields.back().push_back(c);
    } else if (c == '\n') {
      ++at;
      return true;
    } else if (c == separator && (quotes || fields.size() < 2)) {
      fields.emplace_back();
    } else {
      fields.back().push_back(c);
    }
  }
  return !quoted;
}

// A text that stands for itself in a pattern: "*" would stand for anything.
std::string AsPattern(string_view text) { return absl::StrReplaceAll(text, {{"*", "\\*"}}); }

// What a pattern that stands for one text stands for; "" if it stands for more.
std::string TextOfPattern(string_view pattern) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*') return "";
    if (pattern[i] == '\\' && i + 1 < pattern.size() && pattern[i + 1] == '*') ++i;
    text.push_back(pattern[i]);
  }
  return text;
}

}  // namespace

Reading ReadQuizlet(string_view text) {
  Reading reading;
  const char separator = Separator(text);
  int line = 1;
  std::vector<std::string> fields;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const bool whole = ReadRecord(text, separator, at, fields);
    const Place place{line, 1};
    line += static_cast<int>(std::count(text.begin() + begin, text.begin() + at, '\n'));
    for (std::string& field : fields) absl::StripAsciiWhitespace(&field);
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (!whole) {
      reading.Refuse(place, "has a quote \" that does not end");
    } else if (fields.size() < 2 || fields[0].empty() || fields[1].empty()) {
      reading.Refuse(place, "has no term and definition, apart by a tab, a comma or a semicolon");
    } else {
      Question question;
      question.type = Question::Type::kShortAnswer;
      question.text = {fields[1], Markup::kPlain, {}};
      question.name = fields[0];
      question.name_is_made = true;
      question.answers.push_back(
          {.text = {AsPattern(fields[0]), Markup::kPlain, {}}, .fraction = 1'000'000, .feedback = {}, .range = {}});
      for (size_t i = 2; i < fields.size(); ++i) {
        if (!fields[i].empty()) question.lost.push_back(absl::StrCat("the column ", i + 1));
      }
      reading.Add(place, std::move(question));
    }
  }
  return reading;
}

std::string WriteQuizlet(const Question& question, std::vector<std::string>& lost) {
  std::string term;
  for (const Answer& answer : question.answers) {
    if (answer.fraction == 1'000'000 && term.empty()) term = TextOfPattern(answer.text.text);
  }
  if (question.type != Question::Type::kShortAnswer || term.empty()) {
    lost.push_back("the whole question: Quizlet has cards, which one term answers");
    return "";
  }
  if (question.answers.size() > 1) lost.push_back("the other accepted answers");
  if (question.text.markup != Markup::kPlain) lost.push_back("the markup: Quizlet has plain text");
  if (question.case_sensitive) lost.push_back("that capital letters count");
  if (!question.general_feedback.empty()) lost.push_back("the general feedback");
  const auto line = [&lost](const std::string& text) {
    if (text.find_first_of("\t\n") != std::string::npos) lost.push_back("line ends and tabs: a card is a line");
    return absl::StrReplaceAll(text, {{"\t", " "}, {"\n", " "}});
  };
  return absl::StrCat(line(term), "\t", line(question.text.text), "\n");
}

}  // namespace lyceum::quiz::formats
