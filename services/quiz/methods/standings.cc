#include "services/quiz/methods/standings.h"

#include "services/quiz/behaviour/assess.h"
#include "services/quiz/logic/attempt_rules.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz {
namespace {

Step End() {
  Step step;
  step.action = Step::Action::kFinish;
  return step;
}

}  // namespace

bool TakesSteps(const PublishedQuiz& published, int64_t item) {
  return TakesSteps(published.policy()) && IsGraded(published.quiz().items(static_cast<int>(item)).kind_case());
}

Step StepOf(const PublishedQuiz& published, const StoredStep& stored) {
  const v1::Item& item = published.quiz().items(static_cast<int>(stored.item));
  Step step;
  step.action = stored.action;
  step.certainty = static_cast<int>(stored.certainty);
  if (stored.mark) step.fraction = static_cast<double>(*stored.mark) / static_cast<double>(item.points());
  v1::Response response;
  if (!stored.response.empty() && response.ParseFromString(stored.response)) {
    step.response = stored.response;
    step.assessment = Assess(item, published.revision.paper_seed, response);
  }
  return step;
}

Standing StandingOf(const PublishedQuiz& published, int64_t item, const std::vector<StoredStep>& steps,
                    bool finished) {
  const BehaviourRules rules =
      RulesOf(published.policy().behaviour(), published.quiz().items(static_cast<int>(item)));
  std::vector<Step> taken;
  for (const StoredStep& stored : steps) {
    if (stored.item != item) continue;
    // A person grades after the end.
    if (stored.action == Step::Action::kGradeByHand) taken.push_back(End());
    taken.push_back(StepOf(published, stored));
  }
  if (finished) taken.push_back(End());
  return Replay(rules, taken);
}

void ShowProgress(const StoredAttempt& attempt, const PublishedQuiz& published, const std::vector<StoredStep>& steps,
                  v1::Attempt& view) {
  const bool finished = attempt.state != v1::Attempt::STATE_IN_PROGRESS;
  for (v1::ItemState& state : *view.mutable_items()) {
    const int index = published.IndexOf(state.item());
    if (!TakesSteps(published, index)) continue;
    const v1::Item& item = published.quiz().items(index);
    *state.mutable_progress() = ProgressOf(RulesOf(published.policy().behaviour(), item),
                                           StandingOf(published, index, steps, finished), item.points());
    const bool shown = !finished || MayReveal(published.policy(), attempt.state, state.state());
    if (!shown) state.mutable_progress()->clear_mark();
  }
}

}  // namespace lyceum::quiz
