// A file of any format as quizzes, with a report on every question of which there is something to say.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/transfer.pb.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

inline constexpr int kMaxReports = 1'000;  // of one file; the others are counted

// By what the bytes are, and else by the end of the name. Never unspecified.
v1::QuizFormat DetectFormat(absl::string_view file_name, absl::string_view bytes);

// The questions or items of a file. INVALID_ARGUMENT (field "data") where it is not of the format at all.
absl::StatusOr<Reading> ReadQuestions(v1::QuizFormat format, absl::string_view bytes);

struct ImportOptions {
  bool keep_duplicates = false;
  // For quizzes that tell neither.
  std::string language = "und";
  std::vector<std::string> topic_path;
};

struct Imported {
  // Each is valid, but has no name yet: one for each category, and another for every limits::kMaxItems items.
  std::vector<v1::Quiz> quizzes;
  // Its quizzes are those above, RESULT_VALID: whoever stores them says so.
  v1::QuizImportOutcome outcome;
};

Imported ImportFile(const v1::QuizFile& file, const ImportOptions& options);

}  // namespace lyceum::quiz::formats
