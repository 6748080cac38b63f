// Items that take several steps: each save and each check is a row, and what the item stands at follows from them.
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "common/sql/once.h"
#include "services/quiz/behaviour/assess.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/methods/attempt_view.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/standings.h"

namespace lyceum::quiz {

absl::Status Attempts::TakeStep(Answer& answer, Step::Action action, int32_t certainty) {
  absl::Status status;
  // Another step at the item may have taken the number in the same moment.
  for (int tries = 0; tries < 3; ++tries) {
    status = TakeStepOnce(answer, action, certainty);
    if (!absl::IsAlreadyExists(status)) break;
  }
  return status;
}

absl::Status Attempts::TakeStepOnce(Answer& answer, Step::Action action, int32_t certainty) {
  const StoredAttempt& attempt = *answer.attempt;
  const PublishedQuiz& published = *answer.published;
  const v1::Item& item = published.quiz().items(static_cast<int>(answer.row.item));
  const BehaviourRules rules = RulesOf(published.policy().behaviour(), item);
  Standing& standing = answer.standing.emplace();
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(const auto now, LoadAttempt(t, attempt.tenant, attempt.id));
    if (!now) return NotFound(AttemptName(attempt));
    ASSIGN_OR_RETURN(auto steps, LoadSteps(t, attempt.tenant, attempt.id, answer.row.item));
    standing = StandingOf(published, answer.row.item, steps, false);
    StoredStep fresh{.item = answer.row.item, .number = static_cast<int64_t>(steps.size()), .action = action,
                     .response = answer.row.response, .certainty = certainty, .mark = std::nullopt, .comment = "",
                     .grader = "", .taken = answer.row.updated};
    const auto insert = [&](const StoredStep& step) { return InsertStep(t, attempt.tenant, attempt.id, step); };
    const Step step = StepOf(published, fresh);
    const bool repeats = standing.given == step.response && standing.last_certainty == step.certainty;
    // The check that was answered already, sent again: it must not cost another try, nor fail after the end.
    if (repeats && (IsOver(standing.state) || (standing.last_was_try && action == Step::Action::kCheck))) {
      ASSIGN_OR_RETURN(const auto stored, LoadResponse(t, attempt.tenant, attempt.id, answer.row.item));
      if (stored) answer.row = *stored;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(MayAnswer(now->state, attempt.span.closes, answer.row.updated));
    if (IsOver(standing.state)) {
      return Error(absl::StatusCode::kFailedPrecondition, "ITEM_SUBMITTED", "the item is over");
    }
    if (steps.size() + 2 > limits::kMaxSteps) {
      return LimitExceeded(AttemptName(attempt), "kMaxSteps", limits::kMaxSteps);
    }
    if (standing.must_try_again) {
      const StoredStep again{.item = fresh.item, .number = ++fresh.number, .action = Step::Action::kTryAgain,
                             .response = "", .certainty = 0, .mark = std::nullopt, .comment = "", .grader = "",
                             .taken = fresh.taken};
      RETURN_IF_ERROR(insert(again));
      standing = *After(rules, standing, StepOf(published, again));
    }
    if (auto next = After(rules, standing, step)) {
      ++fresh.number;
      RETURN_IF_ERROR(insert(fresh));
      standing = *std::move(next);
    }
    const bool over = IsOver(standing.state);
    answer.row.state = over ? v1::ItemState::STATE_SUBMITTED : v1::ItemState::STATE_SAVED;
    answer.row.mark = MarkOf(standing, item.points());
    NewResponse row{attempt.tenant, attempt.id, &answer.row, true};
    NewResponse* const rows[] = {&row};
    RETURN_IF_ERROR(WriteResponses(t, rows));
    return over ? TellAnswered(t, attempt, published, answer.row, answer.row.mark) : absl::OkStatus();
  });
}

absl::StatusOr<v1::GradeItemResponse> Attempts::GradeItem(const Caller& caller, const v1::GradeItemRequest& request) {
  ASSIGN_OR_RETURN(const Whole before, Load(request.name()));
  const PublishedQuiz& published = *before.published;
  const int index = published.IndexOf(request.item());
  if (index < 0 || published.quiz().items(index).points() == 0) {
    return InvalidField("item", "must be the id of one of the quiz's graded items");
  }
  const v1::Item& item = published.quiz().items(index);
  const FractionRange range = RangeOf(RulesOf(published.policy().behaviour(), item));
  const int64_t least = static_cast<int64_t>(range.min) * item.points();
  const int64_t most = static_cast<int64_t>(range.max) * item.points();
  if (request.mark() < least || request.mark() > most) {
    return InvalidField("mark", absl::StrCat("must be ", least, " to ", most, " micro-points"));
  }
  if (Length(request.comment()) > limits::kMaxCommentChars) {
    return InvalidField("comment", absl::StrCat("must have at most ", limits::kMaxCommentChars, " characters"));
  }
  if (before.attempt.state == v1::Attempt::STATE_IN_PROGRESS) {
    return Error(absl::StatusCode::kFailedPrecondition, "ATTEMPT_IN_PROGRESS",
                 "the attempt must be over before a person can grade it");
  }
  const absl::Time now = clock_.Now();
  const StoredAttempt& attempt = before.attempt;
  const auto grade = [&](sql::Transaction& t) -> absl::StatusOr<v1::GradeItemResponse> {
    ASSIGN_OR_RETURN(auto steps, LoadSteps(t, attempt.tenant, attempt.id, index));
    if (steps.size() + 1 > limits::kMaxSteps) return LimitExceeded(request.name(), "kMaxSteps", limits::kMaxSteps);
    const StoredStep fresh{.item = index, .number = static_cast<int64_t>(steps.size()) + 1,
                           .action = Step::Action::kGradeByHand, .response = "", .certainty = 0,
                           .mark = request.mark(), .comment = request.comment(), .grader = caller.user, .taken = now};
    const bool waited =
        StandingOf(published, index, steps, true).state == v1::ItemProgress::STATE_NEEDS_GRADING;
    ASSIGN_OR_RETURN(const auto answered, LoadResponse(t, attempt.tenant, attempt.id, index));
    if (waited && answered) RETURN_IF_ERROR(TellAnswered(t, attempt, published, *answered, request.mark()));
    RETURN_IF_ERROR(InsertStep(t, attempt.tenant, attempt.id, fresh));
    RETURN_IF_ERROR(ReplaceMark(t, attempt.tenant, attempt.id, index, request.mark(), now));
    ASSIGN_OR_RETURN(const auto graded, LoadAttempt(t, attempt.tenant, attempt.id));
    if (!graded) return NotFound(request.name());
    ASSIGN_OR_RETURN(const auto responses, LoadResponses(t, attempt.tenant, attempt.id));
    ASSIGN_OR_RETURN(steps, LoadSteps(t, attempt.tenant, attempt.id));
    v1::GradeItemResponse response;
    *response.mutable_attempt() =
        AttemptView(*graded, published, PaperForAttempt(published.revision.paper, graded->seed), responses);
    ShowProgress(*graded, published, steps, *response.mutable_attempt());
    return response;
  };
  return sql::Once<v1::GradeItemResponse>(database_, caller, request, now, grade);
}

}  // namespace lyceum::quiz
