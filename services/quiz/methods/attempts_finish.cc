// The end of attempts: finished by the learner, or by the clock.
#include <optional>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/behaviour/assess.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/methods/attempt_view.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/standings.h"

namespace lyceum::quiz {

absl::Status Attempts::Close(sql::Transaction& t, const PublishedQuiz& published, absl::Time now,
                             StoredAttempt& attempt) {
  ASSIGN_OR_RETURN(std::optional<StoredAttempt> stored, LoadAttempt(t, attempt.tenant, attempt.id));
  if (!stored) return NotFound(AttemptName(attempt));
  attempt = *std::move(stored);
  if (attempt.state != v1::Attempt::STATE_IN_PROGRESS) return absl::OkStatus();
  const bool overdue = IsOverdue(attempt.span.closes, now);
  attempt.state = overdue ? v1::Attempt::STATE_EXPIRED : v1::Attempt::STATE_FINISHED;
  attempt.finished = overdue ? attempt.span.closes : absl::FromUnixMicros(absl::ToUnixMicros(now));

  ASSIGN_OR_RETURN(const auto responses, LoadResponses(t, attempt.tenant, attempt.id));
  std::vector<StoredStep> steps;
  if (TakesSteps(published.policy())) {
    ASSIGN_OR_RETURN(steps, LoadSteps(t, attempt.tenant, attempt.id));
  }
  for (const StoredResponse& response : responses) {
    int64_t mark = response.mark;
    bool waits = false;
    const bool saved = response.state == v1::ItemState::STATE_SAVED;
    if (saved) {
      v1::Response given;
      if (!given.ParseFromString(response.response)) return absl::DataLossError("damaged response");
      const v1::Item& item = published.quiz().items(static_cast<int>(response.item));
      if (TakesSteps(published, response.item)) {
        const Standing standing = StandingOf(published, response.item, steps, true);
        mark = MarkOf(standing, item.points());
        waits = standing.state == v1::ItemProgress::STATE_NEEDS_GRADING;
      } else {
        mark = GradeResponse(item, published.revision.paper_seed, given).mark;
      }
      RETURN_IF_ERROR(GradeSaved(t, attempt.tenant, attempt.id, response.item, mark));
    }
    attempt.score += mark;
    // Marks that could change until now are final now; what a person must grade has none yet.
    if (waits) continue;
    if (saved || MayChange(published.policy())) {
      RETURN_IF_ERROR(TellAnswered(t, attempt, published, response, mark));
    }
  }
  RETURN_IF_ERROR(CloseAttempt(t, attempt).status());
  return TellFinished(t, attempt, published);
}

absl::Status Attempts::CloseIfOverdue(StoredAttempt& attempt) {
  const absl::Time now = clock_.Now();
  if (attempt.state != v1::Attempt::STATE_IN_PROGRESS || !IsOverdue(attempt.span.closes, now)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto published, PublishedOf(attempt));
  return database_.Write([&](sql::Transaction& t) { return Close(t, *published, now, attempt); });
}

absl::Status Attempts::CloseRunningIfOverdue(absl::string_view tenant, absl::string_view user,
                                             absl::string_view quiz) {
  std::optional<StoredAttempt> running;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(running, RunningAttempt(t, tenant, user, quiz));
    return absl::OkStatus();
  }));
  return running ? CloseIfOverdue(*running) : absl::OkStatus();
}

absl::StatusOr<v1::FinishAttemptResponse> Attempts::FinishAttempt(const Caller&,
                                                                  const v1::FinishAttemptRequest& request) {
  ASSIGN_OR_RETURN(const auto facts, Facts(request.name()));
  ASSIGN_OR_RETURN(const auto published, PublishedOf(*facts));
  const absl::Time now = clock_.Now();
  StoredAttempt attempt = *facts;
  std::vector<StoredResponse> responses;
  std::vector<StoredStep> steps;
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(Close(t, *published, now, attempt));
    ASSIGN_OR_RETURN(responses, LoadResponses(t, attempt.tenant, attempt.id));
    ASSIGN_OR_RETURN(steps, LoadSteps(t, attempt.tenant, attempt.id));
    return absl::OkStatus();
  }));
  const v1::Paper paper = PaperForAttempt(published->revision.paper, attempt.seed);
  v1::FinishAttemptResponse response;
  *response.mutable_attempt() = AttemptView(attempt, *published, paper, responses);
  ShowProgress(attempt, *published, steps, *response.mutable_attempt());
  return response;
}

absl::StatusOr<int> Attempts::FinishOverdue() {
  int finished = 0;
  std::vector<StoredAttempt> overdue;
  do {
    overdue.clear();
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(overdue, OverdueAttempts(t, clock_.Now(), limits::kMaxOverdueBatch));
      return absl::OkStatus();
    }));
    for (StoredAttempt& attempt : overdue) RETURN_IF_ERROR(CloseIfOverdue(attempt));
    finished += static_cast<int>(overdue.size());
  } while (overdue.size() == limits::kMaxOverdueBatch);  // a full batch means that there may be more
  return finished;
}

}  // namespace lyceum::quiz
