#include "services/quiz/formats/kahoot.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "services/quiz/formats/sheet.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

constexpr int kHeaderRow = 8;
constexpr int kMaxQuestionChars = 120;
constexpr int kMaxAnswerChars = 75;
constexpr const char* kAnswerColumns[] = {"C", "D", "E", "F"};
constexpr int kSeconds[] = {5, 10, 20, 30, 60, 90, 120, 240};
constexpr int kUsualSeconds = 20;

std::string Cell(const std::map<std::string, std::string>& row, const char* column) {
  const auto cell = row.find(column);
  return cell == row.end() ? "" : std::string(absl::StripAsciiWhitespace(cell->second));
}

Text Plain(std::string text) { return {.text = std::move(text), .markup = Markup::kPlain, .files = {}}; }

// The question of a row, or why there is none.
std::string ReadRow(const std::map<std::string, std::string>& row, Question& question) {
  question.type = Question::Type::kMultipleChoice;
  question.text = Plain(Cell(row, "B"));
  question.name = MadeName(question.text.text);
  question.name_is_made = true;
  std::vector<int> place_of(std::size(kAnswerColumns), -1);
  for (size_t i = 0; i < std::size(kAnswerColumns); ++i) {
    std::string text = Cell(row, kAnswerColumns[i]);
    if (text.empty()) continue;
    place_of[i] = static_cast<int>(question.answers.size());
    question.answers.push_back({.text = Plain(std::move(text)), .fraction = 0, .feedback = {}, .range = {}});
  }
  if (question.answers.size() < 2) return "has fewer than 2 answers in the columns C to F";
  const std::string right = Cell(row, "H");
  for (const absl::string_view part : absl::StrSplit(right, absl::ByAnyChar(",;. "), absl::SkipEmpty())) {
    size_t number = 0;
    if (!absl::SimpleAtoi(part, &number) || number < 1 || number > place_of.size() || place_of[number - 1] < 0) {
      return absl::StrCat("has \"", right, "\" in column H; it must be numbers of answers, such as 1,3");
    }
    question.answers[static_cast<size_t>(place_of[number - 1])].fraction = 1'000'000;
  }
  if (right.empty()) return "has no right answer in column H";
  const std::string seconds = Cell(row, "G");
  double limit = 0;
  if (!seconds.empty() && (!absl::SimpleAtod(seconds, &limit) || limit < 1 || limit > 3600)) {
    return absl::StrCat("has the time limit \"", seconds, "\" in column G; it must be seconds from 1 to 3600");
  }
  question.time_limit_s = static_cast<int>(limit);
  return "";
}

// Why Kahoot cannot ask it, or "".
std::string CannotAsk(const Question& question) {
  if (question.type != Question::Type::kMultipleChoice || question.answers.size() > std::size(kAnswerColumns)) {
    return "the whole question: Kahoot's template has choices, at most 4";
  }
  if (Length(question.text.text) > kMaxQuestionChars) {
    return absl::StrCat("the whole question: Kahoot's have at most ", kMaxQuestionChars, " characters");
  }
  bool any_right = false;
  for (const Answer& answer : question.answers) {
    any_right |= answer.fraction == 1'000'000 || (!question.single && answer.fraction > 0);
    if (Length(answer.text.text) > kMaxAnswerChars) {
      return absl::StrCat("the whole question: Kahoot's answers have at most ", kMaxAnswerChars, " characters");
    }
  }
  return any_right ? "" : "the whole question: it has no right answer";
}

std::map<std::string, std::string> WriteRow(int number, const Question& question, std::vector<std::string>& lost) {
  if (question.text.markup != Markup::kPlain) lost.push_back("the markup: Kahoot has plain text");
  if (!question.single) lost.push_back("that all right choices are needed: in Kahoot any of them is right");
  if (!question.general_feedback.empty()) lost.push_back("the general feedback");
  std::map<std::string, std::string> row = {{"A", absl::StrCat(number)}, {"B", question.text.text}};
  std::vector<std::string> right;
  for (size_t i = 0; i < question.answers.size(); ++i) {
    const Answer& answer = question.answers[i];
    row[kAnswerColumns[i]] = answer.text.text;
    const bool counts = answer.fraction == 1'000'000 || (!question.single && answer.fraction > 0);
    if (counts) right.push_back(absl::StrCat(i + 1));
    if (!answer.feedback.empty()) lost.push_back("the feedback of a choice");
    if (!counts && answer.fraction != 0) lost.push_back("the part worth of a choice");
  }
  // The shortest of Kahoot's times that is long enough.
  const int wanted = question.time_limit_s > 0 ? question.time_limit_s : kUsualSeconds;
  const auto* seconds = std::lower_bound(std::begin(kSeconds), std::end(kSeconds), wanted);
  row["G"] = absl::StrCat(seconds == std::end(kSeconds) ? kSeconds[std::size(kSeconds) - 1] : *seconds);
  row["H"] = absl::StrJoin(right, ",");
  return row;
}

}  // namespace

absl::StatusOr<Reading> ReadKahoot(absl::string_view xlsx) {
  ASSIGN_OR_RETURN(const SheetRows rows, ReadSheet(xlsx));
  Reading reading;
  bool below_header = false;
  for (const auto& [number, row] : rows) {
    if (!below_header) {
      below_header = absl::StartsWithIgnoreCase(Cell(row, "B"), "question") &&
                     absl::StartsWithIgnoreCase(Cell(row, "C"), "answer");
      continue;
    }
    if (Cell(row, "B").empty() && Cell(row, "C").empty()) continue;
    Question question;
    std::string problem = Cell(row, "B").empty() ? "has no question in column B" : ReadRow(row, question);
    if (problem.empty()) {
      reading.Add({number, 2}, std::move(question));
    } else {
      reading.Refuse({number, 2}, std::move(problem));
    }
  }
  if (below_header) return reading;
  return InvalidField("data", "has no row with \"Question\" in column B and \"Answer 1\" in C, as Kahoot has");
}

absl::StatusOr<std::string> WriteKahoot(absl::Span<const Question> questions,
                                        std::vector<std::vector<std::string>>& lost) {
  SheetRows rows;
  rows[2] = {{"B", "Quiz template"}};
  rows[kHeaderRow] = {{"B", "Question - max 120 characters"}, {"G", "Time limit (sec)"},
                      {"H", "Correct answer(s) - choose at least one"}};
  for (size_t i = 0; i < std::size(kAnswerColumns); ++i) {
    rows[kHeaderRow][kAnswerColumns[i]] = absl::StrCat("Answer ", i + 1, " - max 75 characters");
  }
  int number = 0;
  for (const Question& question : questions) {
    std::vector<std::string>& of_it = lost.emplace_back();
    if (question.type == Question::Type::kCategory) continue;
    if (std::string why = CannotAsk(question); !why.empty()) {
      of_it.push_back(std::move(why));
      continue;
    }
    ++number;
    rows[kHeaderRow + number] = WriteRow(number, question, of_it);
  }
  return WriteSheet(rows);
}

}  // namespace lyceum::quiz::formats
