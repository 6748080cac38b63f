// Documents as a terminal shows them.
#pragma once

#include <string>

#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/content/v1/flashcard.pb.h"
#include "lyceum/quiz/v1/paper.pb.h"
#include "lyceum/quiz/v1/quiz.pb.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::ctl {

std::string RenderExplanation(const content::v1::Explanation& explanation, int width, const draw::Ink& ink);
std::string RenderCard(const content::v1::Flashcard& card, int width, const draw::Ink& ink);

// A question with its choices lettered as answers.h reads them. `number` is
// from 1, of `count`; 0 leaves the heading out.
std::string RenderItem(const quiz::v1::PaperItem& item, int number, int count, int width, const draw::Ink& ink);
std::string RenderPaper(const quiz::v1::Paper& paper, int width, const draw::Ink& ink);
// As its author sees it; the key only if `with_key`.
std::string RenderQuiz(const quiz::v1::Quiz& quiz, bool with_key, int width, const draw::Ink& ink);

// What the rules of a quiz mean for a learner, in a line or two.
std::string RenderPolicy(const quiz::v1::QuizPolicy& policy, int width);

}  // namespace lyceum::ctl
