// Quizzes as files of any format that is written.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lyceum/quiz/v1/transfer.pb.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

struct Exported {
  std::string bytes;
  int item_count = 0;  // written
  // Of what the format cannot hold, or not whole; the first kMaxReports.
  std::vector<v1::QuestionReport> reports;
  int more_reports = 0;
};

// Whether there is a writer. Missing word, Cloze, QTI and trivia are read only.
bool IsWritten(v1::QuizFormat format);

// Each quiz is a category of its title where the format has categories. INVALID_ARGUMENT (field "format") for one
// that is not written.
absl::StatusOr<Exported> ExportQuizzes(v1::QuizFormat format, absl::Span<const v1::Quiz> quizzes);

// The same of what was read from another file: what both formats can say stays as it was. Not for our own formats.
absl::StatusOr<Exported> ConvertQuestions(v1::QuizFormat format, const Reading& reading);

}  // namespace lyceum::quiz::formats
