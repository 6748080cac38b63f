#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/quiz/formats/export.h"
#include "services/quiz/formats/import.h"
#include "services/quiz/logic/validate.h"
#include "tests/fuzz/targets.h"

namespace lyceum::fuzz {
namespace {

using quiz::formats::ExportQuizzes;
using quiz::formats::ImportFile;
using quiz::formats::Imported;

void Require(bool holds, absl::string_view promise) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", std::string(promise).c_str());
  std::abort();
}

int Items(const std::vector<quiz::v1::Quiz>& quizzes) {
  int items = 0;
  for (const quiz::v1::Quiz& quiz : quizzes) items += quiz.items_size();
  return items;
}

}  // namespace

void FuzzQuizFiles(absl::string_view data) {
  if (data.empty()) return;
  quiz::v1::QuizFile file;
  file.set_format(static_cast<quiz::v1::QuizFormat>(static_cast<unsigned char>(data[0]) %
                                                    quiz::v1::QuizFormat_ARRAYSIZE));
  file.set_content(std::string(data.substr(1)));
  quiz::formats::ImportOptions options;
  options.keep_duplicates = true;
  const Imported imported = ImportFile(file, options);
  const quiz::v1::QuizImportOutcome& outcome = imported.outcome;
  Require(outcome.imported_count() + outcome.unsupported_count() + outcome.invalid_count() == outcome.question_count(),
          "every question is imported or reported");
  Require(!outcome.problem().empty() || Items(imported.quizzes) == outcome.imported_count(),
          "what is imported is there");
  for (const quiz::v1::Quiz& quiz : imported.quizzes) {
    Require(quiz::ValidateQuiz(quiz).ok(), "what is imported is valid");
  }
  for (const auto format : {quiz::v1::QUIZ_FORMAT_GIFT, quiz::v1::QUIZ_FORMAT_MOODLE_XML, quiz::v1::QUIZ_FORMAT_AIKEN,
                            quiz::v1::QUIZ_FORMAT_KAHOOT, quiz::v1::QUIZ_FORMAT_QUIZLET}) {
    const auto exported = ExportQuizzes(format, imported.quizzes);
    Require(exported.ok(), "quizzes are written");
    quiz::v1::QuizFile again;
    again.set_format(format);
    again.set_content(exported->bytes);
    const Imported back = ImportFile(again, options);
    if (format == quiz::v1::QUIZ_FORMAT_GIFT || format == quiz::v1::QUIZ_FORMAT_MOODLE_XML) {
      Require(back.outcome.question_count() == exported->item_count, "what is written can be read");
    }
  }
}

}  // namespace lyceum::fuzz
