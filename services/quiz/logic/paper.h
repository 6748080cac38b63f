// The learner's form of a quiz: without keys.
#pragma once

#include <cstdint>

#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/quiz.pb.h"

namespace lyceum::quiz {

// `quiz` is a valid, complete revision; `paper_seed` its secret (paper_order.h).
v1::Paper MakePaper(const v1::Quiz& quiz, uint64_t paper_seed);

v1::PaperSummary Summarize(const v1::Paper& paper);

// The paper in the order of one attempt, as its policy asks: items and choices
// are shuffled by `attempt_seed`. Ids stay.
v1::Paper PaperForAttempt(const v1::Paper& paper, uint64_t attempt_seed);

}  // namespace lyceum::quiz
