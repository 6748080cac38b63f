// The statistics of a quiz as a terminal shows them.
#pragma once

#include <string>

#include "lyceum/quiz/v1/analysis.pb.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::ctl {

// A paragraph about the test, a table with a line an item, and a plot of how many are right; items that tell little or
// mislead are named. "-" stands for a figure that is not defined.
std::string RenderAnalysis(const quiz::v1::QuizAnalysis& analysis, int width, const draw::Ink& ink);

// How often each answer to an item was given. `number` counts from 1.
std::string RenderAnswers(const quiz::v1::ItemStatistics& item, int number, int width, const draw::Ink& ink);

}  // namespace lyceum::ctl
