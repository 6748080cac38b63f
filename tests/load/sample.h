// The quiz all benchmarks use: 10 single-choice questions of 4 choices, about
// 4.3 KB as learners get it.
#pragma once

#include "absl/strings/string_view.h"
#include "lyceum/quiz/v1/attempt_service.pb.h"
#include "lyceum/quiz/v1/quiz.pb.h"
#include "lyceum/quiz/v1/quiz_service.pb.h"

namespace lyceum::load {

// As its author writes it. The ids of items are "item-0" to "item-9"; those of
// the choices "a" to "d", of which "a" is correct.
quiz::v1::Quiz SampleQuiz();

// What GetQuiz answers for it, near enough.
quiz::v1::GetQuizResponse SampleReply(absl::string_view name);

// The answer of one learner to one item.
quiz::v1::SubmitResponseRequest SampleSubmission(absl::string_view attempt, int item);

}  // namespace lyceum::load
