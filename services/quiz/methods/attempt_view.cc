#include "services/quiz/methods/attempt_view.h"

#include "services/quiz/logic/attempt_rules.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {

v1::Attempt AttemptSummary(const StoredAttempt& attempt) {
  v1::Attempt view;
  view.set_name(AttemptName(attempt));
  view.set_quiz(QuizName(attempt.tenant, attempt.quiz));
  view.set_quiz_revision(attempt.revision);
  view.set_state(attempt.state);
  view.set_number(static_cast<int32_t>(attempt.number));
  view.set_max_score(attempt.max_score);
  *view.mutable_start_time() = ToProto(attempt.started);
  if (attempt.span.deadline != absl::InfiniteFuture()) *view.mutable_deadline() = ToProto(attempt.span.deadline);
  if (attempt.state != v1::Attempt::STATE_IN_PROGRESS) {
    *view.mutable_finish_time() = ToProto(attempt.finished);
    view.set_score(attempt.score);
  }
  return view;
}

v1::ItemState ItemView(const StoredAttempt& attempt, const PublishedQuiz& published, const StoredResponse& response) {
  v1::ItemState view;
  view.set_item(published.quiz().items(static_cast<int>(response.item)).id());
  view.set_state(response.state);
  if (!response.response.empty()) view.mutable_response()->ParseFromString(response.response);
  *view.mutable_update_time() = ToProto(response.updated);
  if (response.time_spent > absl::ZeroDuration()) *view.mutable_time_spent() = ToProto(response.time_spent);
  if (MayReveal(published.policy(), attempt.state, response.state)) view.set_mark(response.mark);
  return view;
}

v1::Attempt AttemptView(const StoredAttempt& attempt, const PublishedQuiz& published, const v1::Paper& paper,
                        const std::vector<StoredResponse>& responses) {
  v1::Attempt view = AttemptSummary(attempt);
  std::vector<const StoredResponse*> given(published.quiz().items_size(), nullptr);
  for (const StoredResponse& response : responses) given[response.item] = &response;
  for (const v1::PaperItem& item : paper.items()) {
    const StoredResponse* response = given[published.IndexOf(item.id())];
    if (response != nullptr) {
      *view.add_items() = ItemView(attempt, published, *response);
      continue;
    }
    v1::ItemState& state = *view.add_items();
    state.set_item(item.id());
    state.set_state(v1::ItemState::STATE_UNANSWERED);
    if (MayReveal(published.policy(), attempt.state, state.state())) state.set_mark(0);
  }
  return view;
}

}  // namespace lyceum::quiz
