// What an author may leave out is filled in before a quiz is checked and stored.
#pragma once

#include "lyceum/quiz/v1/quiz.pb.h"

namespace lyceum::quiz {

// Gives items and choices without an id one that is free in the quiz ("q1",
// "a"), points of graded items their default of one point, word clouds and
// open-ended items their limits, and the policy its defaults by name.
void Complete(v1::Quiz& quiz);

}  // namespace lyceum::quiz
