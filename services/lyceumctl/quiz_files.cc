#include "services/lyceumctl/quiz_files.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/table.h"
#include "services/lyceumctl/words.h"
#include "services/quiz/formats/export.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::QuestionReport;

const std::map<std::string, quiz::v1::QuizFormat> kFormats = {
    {"auto", quiz::v1::QUIZ_FORMAT_UNSPECIFIED},      {"gift", quiz::v1::QUIZ_FORMAT_GIFT},
    {"aiken", quiz::v1::QUIZ_FORMAT_AIKEN},           {"missing-word", quiz::v1::QUIZ_FORMAT_MISSING_WORD},
    {"moodle-xml", quiz::v1::QUIZ_FORMAT_MOODLE_XML}, {"cloze", quiz::v1::QUIZ_FORMAT_CLOZE},
    {"qti", quiz::v1::QUIZ_FORMAT_QTI},               {"kahoot", quiz::v1::QUIZ_FORMAT_KAHOOT},
    {"quizlet", quiz::v1::QUIZ_FORMAT_QUIZLET},       {"json", quiz::v1::QUIZ_FORMAT_JSON},
    {"protobuf", quiz::v1::QUIZ_FORMAT_PROTOBUF},     {"trivia", quiz::v1::QUIZ_FORMAT_TRIVIA}};

std::string NameOf(quiz::v1::QuizFormat format) {
  for (const auto& [name, known] : kFormats) {
    if (known == format) return name;
  }
  return "";
}

std::string Kind(const QuestionReport& report, const draw::Ink& ink) {
  switch (report.result()) {
    case QuestionReport::RESULT_UNSUPPORTED: return ink.Red("not supported: ");
    case QuestionReport::RESULT_INVALID: return ink.Red("problem: ");
    case QuestionReport::RESULT_DUPLICATE: return ink.Yellow("duplicate: ");
    default: return ink.Yellow("note: ");
  }
}

std::string ResultText(quiz::v1::ImportedQuiz::Result result) {
  return std::string(EnumWord(quiz::v1::ImportedQuiz::Result_Name(result), "RESULT_"));
}

}  // namespace

std::vector<std::string> QuizFormatNames(bool written_only) {
  std::vector<std::string> names;
  for (const auto& [name, format] : kFormats) {
    if (!written_only || quiz::formats::IsWritten(format)) names.push_back(name);
  }
  return names;
}

quiz::v1::QuizFormat QuizFormatOf(const std::string& name) { return kFormats.at(name); }

std::string ReportLines(const std::string& file,
                        const google::protobuf::RepeatedPtrField<QuestionReport>& reports, int more,
                        const draw::Ink& ink) {
  std::string lines;
  for (const QuestionReport& report : reports) {
    std::string place = draw::Clean(file);
    if (report.line() > 0) absl::StrAppend(&place, ":", report.line());
    if (report.column() > 0) absl::StrAppend(&place, ":", report.column());
    const std::string name = report.name().empty() ? "" : absl::StrCat("\"", draw::Clean(report.name()), "\": ");
    for (const std::string& note : report.notes()) {
      absl::StrAppend(&lines, place, ": ", Kind(report, ink), name, draw::Clean(note), "\n");
    }
  }
  if (more > 0) absl::StrAppend(&lines, draw::Clean(file), ": and ", more, " more\n");
  return lines;
}

absl::Status ReportImport(Session& session, const std::vector<quiz::v1::QuizImportOutcome>& outcomes) {
  quiz::v1::QuizImportResult result;
  bool all = true;
  std::vector<std::vector<std::string>> rows;
  for (const quiz::v1::QuizImportOutcome& outcome : outcomes) {
    *result.add_outcomes() = outcome;
    all &= outcome.problem().empty() && outcome.unsupported_count() + outcome.invalid_count() == 0;
    for (const quiz::v1::ImportedQuiz& made : outcome.quizzes()) {
      rows.push_back({outcome.file_name(), NameOf(outcome.format()), ResultText(made.result()),
                      LastSegment(made.quiz()), made.title(), absl::StrCat(made.item_count())});
    }
  }
  if (session.json()) {
    session.PrintJson(result);
    return all ? absl::OkStatus() : AlreadyReported();
  }
  const draw::Ink ink = session.ink();
  session.Print(draw::Table({{"FILE", draw::Align::kLeft, true},
                             {"FORMAT"},
                             {"RESULT"},
                             {"NAME"},
                             {"TITLE", draw::Align::kLeft, true},
                             {"ITEMS", draw::Align::kRight}},
                            rows, session.width(), ink));
  for (const quiz::v1::QuizImportOutcome& outcome : outcomes) {
    const std::string file = draw::Clean(outcome.file_name());
    if (!outcome.problem().empty()) {
      session.Print(absl::StrCat(file, ": ", ink.Red("problem: "), draw::Clean(outcome.problem()), "\n"));
    }
    session.Print(ReportLines(outcome.file_name(), outcome.reports(), outcome.more_report_count(), ink));
    session.Say(absl::StrCat(file, ": ", outcome.imported_count(), " of ", outcome.question_count(), " questions, ",
                             outcome.repaired_count(), " of them repaired; ", outcome.duplicate_count(),
                             " duplicates, ", outcome.unsupported_count(), " not supported, ",
                             outcome.invalid_count(), " with problems\n"));
  }
  return all ? absl::OkStatus() : AlreadyReported();
}

}  // namespace lyceum::ctl
