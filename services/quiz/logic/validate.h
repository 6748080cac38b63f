// What an author's quiz must be. Every violation is found and named by its path,
// such as "quiz.items[2].single_choice.choices", so that all are mended at once.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "lyceum/quiz/v1/quiz.pb.h"

namespace lyceum::quiz {

// `quiz` has been through Complete. INVALID_ARGUMENT with all violations.
absl::Status ValidateQuiz(const v1::Quiz& quiz);

// INVALID_ARGUMENT (field quiz_id) unless it is a-z 0-9 -, 1 to 64 characters,
// beginning with a letter.
absl::Status ValidateQuizId(absl::string_view id);

// FAILED_PRECONDITION (QUIZ_EMPTY) if learners would get nothing.
absl::Status MayPublish(const v1::Quiz& quiz);

// The parts, for validate.cc.
void ValidatePolicy(const v1::QuizPolicy& policy, Violations& violations);
void ValidateItem(const v1::Item& item, const std::string& path, Violations& violations);
void ValidateKind(const v1::Item& item, const std::string& path, Violations& violations);
// Poll, word cloud, open-ended, scale; for ValidateKind.
void ValidateUngraded(const v1::Item& item, const std::string& path, Violations& violations);
// A text with gaps, at `path`; for ValidateKind.
void ValidateGaps(const v1::Item& item, const std::string& path, Violations& violations);
// The slider of a numeric item at `path`; for ValidateKind.
void ValidateSlider(const v1::Numeric& item, const std::string& path, Violations& violations);
// Adds a violation unless `text` has `min` to `max` characters.
void CheckLength(absl::string_view text, int min, int max, const std::string& path, Violations& violations);
// a-z 0-9 -, 1 to limits::kMaxIdChars characters.
bool IsId(absl::string_view id);
void CheckTopicPath(const google::protobuf::RepeatedPtrField<std::string>& topic, const std::string& path,
                    Violations& violations);

}  // namespace lyceum::quiz
