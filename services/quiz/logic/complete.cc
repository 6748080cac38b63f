#include "services/quiz/logic/complete.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz {
namespace {

template <class Choice>
void CompleteChoices(google::protobuf::RepeatedPtrField<Choice>& choices) {
  std::set<std::string> taken;
  for (const Choice& choice : choices) taken.insert(choice.id());
  int next = 0;
  for (Choice& choice : choices) {
    while (choice.id().empty()) {
      const std::string letter(1, static_cast<char>('a' + next % 26));
      const std::string id = next < 26 ? letter : absl::StrCat(letter, next / 26 + 1);
      ++next;
      if (taken.insert(id).second) choice.set_id(id);
    }
  }
}

void CompleteGaps(v1::GapFill& text) {
  for (v1::GapFill::Gap& gap : *text.mutable_gaps()) {
    if (gap.has_single_choice()) CompleteChoices(*gap.mutable_single_choice()->mutable_choices());
    if (gap.has_multiple_choice()) CompleteChoices(*gap.mutable_multiple_choice()->mutable_choices());
  }
}

void CompletePolicy(v1::QuizPolicy& policy) {
  if (policy.feedback() == v1::QuizPolicy::FEEDBACK_UNSPECIFIED) policy.set_feedback(v1::QuizPolicy::FEEDBACK_DEFERRED);
  if (policy.grading() == v1::QuizPolicy::GRADING_UNSPECIFIED) policy.set_grading(v1::QuizPolicy::GRADING_HIGHEST);
}

}  // namespace

void Complete(v1::Quiz& quiz) {
  CompletePolicy(*quiz.mutable_policy());
  std::set<std::string> taken;
  for (const v1::Item& item : quiz.items()) taken.insert(item.id());
  int next = 1;
  for (v1::Item& item : *quiz.mutable_items()) {
    while (item.id().empty()) {
      const std::string id = absl::StrCat("q", next++);
      if (taken.insert(id).second) item.set_id(id);
    }
    if (item.points() == 0 && IsGraded(item.kind_case())) item.set_points(limits::kPoint);
    if (item.has_single_choice()) CompleteChoices(*item.mutable_single_choice()->mutable_choices());
    if (item.has_multiple_choice()) CompleteChoices(*item.mutable_multiple_choice()->mutable_choices());
    if (item.has_gap_fill()) CompleteGaps(*item.mutable_gap_fill());
    if (item.has_poll()) CompleteChoices(*item.mutable_poll()->mutable_choices());
    if (item.has_word_cloud() && item.word_cloud().max_words() == 0) {
      item.mutable_word_cloud()->set_max_words(limits::kDefaultWords);
    }
    if (item.has_open_ended() && item.open_ended().max_chars() == 0) {
      item.mutable_open_ended()->set_max_chars(limits::kMaxResponseChars);
    }
  }
}

}  // namespace lyceum::quiz
