#include "services/quiz/formats/export.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/formats/aiken.h"
#include "services/quiz/formats/from_item.h"
#include "services/quiz/formats/gift.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/formats/kahoot.h"
#include "services/quiz/formats/markup.h"
#include "services/quiz/formats/moodle_xml.h"
#include "services/quiz/formats/own.h"
#include "services/quiz/formats/quizlet.h"
#include "services/quiz/formats/text.h"

namespace lyceum::quiz::formats {
namespace {

using v1::QuestionReport;

// What is to be written, and what of it was lost on the way to here.
struct Written {
  Question question;
  Place place;
  std::vector<std::string> lost;
};

class Exporter {
 public:
  explicit Exporter(v1::QuizFormat format) : format_(format) {}

  void Add(Place place, const Question& question) { questions_.push_back({question, place, question.lost}); }
  void Add(Place place, const v1::Item& item);
  void Refuse(Place place, QuestionReport::Result result, std::string name, std::string type, std::string note);
  absl::StatusOr<Exported> Export();

 private:
  bool PlainTexts() const {
    return format_ == v1::QUIZ_FORMAT_AIKEN || format_ == v1::QUIZ_FORMAT_KAHOOT || format_ == v1::QUIZ_FORMAT_QUIZLET;
  }
  std::string WriteOne(Written& written) const;
  absl::Status WriteSpreadsheet();
  void Report(Written& written, bool whole);

  const v1::QuizFormat format_;
  std::vector<Written> questions_;
  Exported exported_;
};

void Exporter::Refuse(Place place, QuestionReport::Result result, std::string name, std::string type,
                      std::string note) {
  if (exported_.reports.size() == static_cast<size_t>(kMaxReports)) {
    ++exported_.more_reports;
    return;
  }
  QuestionReport& report = exported_.reports.emplace_back();
  report.set_result(result);
  report.set_line(place.line);
  report.set_column(place.column);
  report.set_name(MadeName(name));
  report.set_type(std::move(type));
  report.add_notes(std::move(note));
}

void Exporter::Add(Place place, const v1::Item& item) {
  MadeQuestion made = FromItem(item);
  if (made.question) {
    questions_.push_back({*std::move(made.question), place, std::move(made.lost)});
    return;
  }
  Refuse(place, QuestionReport::RESULT_UNSUPPORTED, item.title().empty() ? item.prompt() : item.title(),
         made.unsupported, absl::StrCat("no other format has items of the kind ", made.unsupported));
}

// Once it is written: what it lost is told, and what is not there at all does not count.
void Exporter::Report(Written& written, bool whole) {
  if (written.question.type == Question::Type::kCategory) return;
  exported_.item_count += whole ? 1 : 0;
  if (written.lost.empty()) return;
  const auto result = whole ? QuestionReport::RESULT_IMPORTED : QuestionReport::RESULT_UNSUPPORTED;
  std::sort(written.lost.begin(), written.lost.end());
  written.lost.erase(std::unique(written.lost.begin(), written.lost.end()), written.lost.end());
  const size_t before = exported_.reports.size();
  Refuse(written.place, result, written.question.name, "", written.lost[0]);
  if (exported_.reports.size() == before) return;
  for (size_t i = 1; i < written.lost.size(); ++i) exported_.reports.back().add_notes(written.lost[i]);
}

std::string Exporter::WriteOne(Written& written) const {
  switch (format_) {
    case v1::QUIZ_FORMAT_GIFT: return WriteGift(written.question, written.lost);
    case v1::QUIZ_FORMAT_MOODLE_XML: return WriteMoodleXml(written.question, written.lost);
    case v1::QUIZ_FORMAT_AIKEN: return WriteAiken(written.question, written.lost);
    case v1::QUIZ_FORMAT_QUIZLET: return WriteQuizlet(written.question, written.lost);
    default: return "";
  }
}

absl::Status Exporter::WriteSpreadsheet() {
  std::vector<Question> questions;
  for (const Written& written : questions_) questions.push_back(written.question);
  std::vector<std::vector<std::string>> lost;
  ASSIGN_OR_RETURN(exported_.bytes, WriteKahoot(questions, lost));
  for (size_t i = 0; i < questions_.size(); ++i) {
    const bool whole = lost[i].empty() || !absl::StartsWith(lost[i][0], "the whole question");
    questions_[i].lost.insert(questions_[i].lost.end(), lost[i].begin(), lost[i].end());
    Report(questions_[i], whole);
  }
  return absl::OkStatus();
}

absl::StatusOr<Exported> Exporter::Export() {
  if (PlainTexts()) {
    for (Written& written : questions_) written.question = Plainly(std::move(written.question), written.lost);
  }
  if (format_ == v1::QUIZ_FORMAT_KAHOOT) {
    RETURN_IF_ERROR(WriteSpreadsheet());
    return std::move(exported_);
  }
  const bool xml = format_ == v1::QUIZ_FORMAT_MOODLE_XML;
  if (xml) absl::StrAppend(&exported_.bytes, kMoodleXmlBegin);
  for (Written& written : questions_) {
    // Formats for one quiz have no categories.
    if (PlainTexts() && written.question.type == Question::Type::kCategory) continue;
    const std::string text = WriteOne(written);
    exported_.bytes += text;
    Report(written, !text.empty());
  }
  if (xml) absl::StrAppend(&exported_.bytes, kMoodleXmlEnd);
  return std::move(exported_);
}

absl::StatusOr<Exported> ExportOwn(v1::QuizFormat format, absl::Span<const v1::Quiz> quizzes) {
  Exported exported;
  v1::QuizSet set;
  for (const v1::Quiz& quiz : quizzes) {
    exported.item_count += quiz.items_size();
    if (format == v1::QUIZ_FORMAT_PROTOBUF) {
      *set.add_quizzes() = quiz;
    } else {
      ASSIGN_OR_RETURN(const std::string line, WriteJson(quiz));
      exported.bytes += line;
    }
  }
  if (format == v1::QUIZ_FORMAT_PROTOBUF) exported.bytes = set.SerializeAsString();
  return exported;
}

absl::Status ReadOnly() {
  return InvalidField("format",
                      "must be one that is written: GIFT, AIKEN, MOODLE_XML, KAHOOT, QUIZLET, JSON or PROTOBUF");
}

}  // namespace

bool IsWritten(v1::QuizFormat format) {
  switch (format) {
    case v1::QUIZ_FORMAT_GIFT:
    case v1::QUIZ_FORMAT_AIKEN:
    case v1::QUIZ_FORMAT_MOODLE_XML:
    case v1::QUIZ_FORMAT_KAHOOT:
    case v1::QUIZ_FORMAT_QUIZLET:
    case v1::QUIZ_FORMAT_JSON:
    case v1::QUIZ_FORMAT_PROTOBUF: return true;
    default: return false;
  }
}

absl::StatusOr<Exported> ExportQuizzes(v1::QuizFormat format, absl::Span<const v1::Quiz> quizzes) {
  if (!IsWritten(format)) return ReadOnly();
  if (format == v1::QUIZ_FORMAT_JSON || format == v1::QUIZ_FORMAT_PROTOBUF) return ExportOwn(format, quizzes);
  Exporter exporter(format);
  for (const v1::Quiz& quiz : quizzes) {
    Question category;
    category.type = Question::Type::kCategory;
    category.name = FromMarkdown(quiz.title()).text;
    exporter.Add({}, category);
    for (const v1::Item& item : quiz.items()) exporter.Add({}, item);
  }
  return exporter.Export();
}

absl::StatusOr<Exported> ConvertQuestions(v1::QuizFormat format, const Reading& reading) {
  if (!IsWritten(format)) return ReadOnly();
  Exporter exporter(format);
  for (const Entry& entry : reading.entries) {
    if (entry.head) {
      Question category;
      category.type = Question::Type::kCategory;
      category.name = FromMarkdown(entry.head->title()).text;
      exporter.Add(entry.place, category);
    } else if (entry.question) {
      exporter.Add(entry.place, *entry.question);
    } else if (entry.item) {
      exporter.Add(entry.place, *entry.item);
    } else {
      exporter.Refuse(entry.place, QuestionReport::RESULT_INVALID, "", "", entry.problem);
    }
  }
  return exporter.Export();
}

}  // namespace lyceum::quiz::formats
