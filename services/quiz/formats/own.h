// Quizzes of our own, whole: protobuf and its JSON.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/transfer.pb.h"
#include "services/quiz/formats/reading.h"

namespace lyceum::quiz::formats {

// A Quiz in protobuf's JSON, over any number of lines; or one on each line. A line that is none is refused.
Reading ReadJson(absl::string_view text);

// A serialized QuizSet. INVALID_ARGUMENT (field "data") if it is none.
absl::StatusOr<Reading> ReadProtobuf(absl::string_view bytes);

// One line. What the server sets is left out.
absl::StatusOr<std::string> WriteJson(const v1::Quiz& quiz);

}  // namespace lyceum::quiz::formats
