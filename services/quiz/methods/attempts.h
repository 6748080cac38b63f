// AttemptService: taking quizzes.
//
// Save and submit are hot. What never changes about an attempt (whose it is, its
// revision, its deadline) and parsed revisions are in memory, so that a submit is
// one row of a conditional insert, which also checks that the attempt is running,
// and one row of the outbox; rows of callers that come together share statements.
// They need no table of request ids: attempt and item identify the write, and the
// stored response decides whether a repeat is the same.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/rpc/reply.h"
#include "common/sql/batcher.h"
#include "common/sql/database.h"
#include "common/sql/outbox.h"
#include "lyceum/quiz/v1/attempt_service.pb.h"
#include "lyceum/quiz/v1/grading_service.pb.h"
#include "services/quiz/behaviour/behaviour.h"
#include "services/quiz/limits.h"
#include "services/quiz/methods/pointers.h"
#include "services/quiz/methods/published.h"
#include "services/quiz/methods/recent.h"
#include "services/quiz/store/attempts.h"
#include "services/quiz/store/responses.h"
#include "services/quiz/store/steps.h"

namespace lyceum::quiz {

class Attempts {
 public:
  Attempts(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published);

  absl::StatusOr<v1::StartAttemptResponse> StartAttempt(const Caller&, const v1::StartAttemptRequest&);
  absl::StatusOr<v1::GetAttemptResponse> GetAttempt(const Caller&, const v1::GetAttemptRequest&);
  absl::StatusOr<v1::ListAttemptsResponse> ListAttempts(const Caller&, const v1::ListAttemptsRequest&);
  void SaveResponse(const Caller&, const v1::SaveResponseRequest&, rpc::Reply<v1::SaveResponseResponse>);
  absl::StatusOr<v1::GradeItemResponse> GradeItem(const Caller&, const v1::GradeItemRequest&);
  void SubmitResponse(const Caller&, const v1::SubmitResponseRequest&, rpc::Reply<v1::SubmitResponseResponse>);
  // True if SubmitResponse will not block: all that it must know is in memory.
  bool MayAnswerAtOnce(const v1::SubmitResponseRequest&);
  absl::StatusOr<v1::FinishAttemptResponse> FinishAttempt(const Caller&, const v1::FinishAttemptRequest&);
  absl::StatusOr<v1::ReviewAttemptResponse> ReviewAttempt(const Caller&, const v1::ReviewAttemptRequest&);
  absl::StatusOr<v1::GetQuizGradeResponse> GetQuizGrade(const Caller&, const v1::GetQuizGradeRequest&);

  // Ends the attempts whose time is up. Returns how many.
  absl::StatusOr<int> FinishOverdue();

 private:
  // An attempt with its quiz and its responses.
  struct Whole {
    StoredAttempt attempt;
    std::shared_ptr<const PublishedQuiz> published;
    std::vector<StoredResponse> responses;
    std::vector<StoredStep> steps;  // those of behaviours, and of who graded by hand
  };

  // What never changes about the attempt of that name; `state` and what follows
  // it may be old. NOT_FOUND if it is not there or not that user's.
  absl::StatusOr<std::shared_ptr<const StoredAttempt>> Facts(const std::string& name);
  absl::StatusOr<std::shared_ptr<const PublishedQuiz>> PublishedOf(const StoredAttempt& attempt);
  // As it is now; an overdue one is ended first.
  absl::StatusOr<Whole> Load(const std::string& name);

  // Grades what is only saved, and ends the attempt inside the transaction;
  // fills state, finish time and score. Does nothing but reload if it is over.
  absl::Status Close(sql::Transaction& t, const PublishedQuiz& published, absl::Time now, StoredAttempt& attempt);
  // Close in a transaction of its own, if it is overdue.
  absl::Status CloseIfOverdue(StoredAttempt& attempt);
  absl::Status CloseRunningIfOverdue(absl::string_view tenant, absl::string_view user, absl::string_view quiz);

  // One save or submit.
  struct Answer {
    std::shared_ptr<const StoredAttempt> attempt;
    std::shared_ptr<const PublishedQuiz> published;
    StoredResponse row;
    std::string feedback;
    // Of an item that takes several steps, once the step is taken.
    std::optional<Standing> standing;
    // For a submission that is final: what progress is told.
    std::optional<sql::OutboxEvent> event;
    bool replace = false;
    bool tried = false;    // its batch is in the database
    bool written = false;  // and it is in it
  };
  template <class Request>
  absl::StatusOr<Answer> Prepare(const Request& request, v1::ItemState::State state);
  // Prepares and writes it, and replies with what `view` makes of it.
  template <class Request, class Response>
  void Take(const Request& request, v1::ItemState::State state, Response (*view)(const Answer&),
            rpc::Reply<Response> reply);
  // For an item that takes several steps: stores the step, fills in what the item stands at then.
  absl::Status TakeStep(Answer& answer, Step::Action action, int32_t certainty);
  absl::Status TakeStepOnce(Answer& answer, Step::Action action, int32_t certainty);
  // As long as the attempt is in progress.
  static v1::ItemState RunningItem(const Answer& answer);
  // Calls `done` when `answer.row` is what is stored, or with why it is not.
  void Write(std::shared_ptr<Answer> answer, absl::AnyInvocable<void(const absl::Status&)> done);
  absl::Status WriteTogether(absl::Span<Answer* const> answers);
  // Why the answer was not written; OK if the same one was before.
  absl::Status WhyNot(Answer& answer);

  absl::StatusOr<v1::StartAttemptResponse> Start(const Caller& caller, const v1::StartAttemptRequest& request);

  sql::Database& database_;
  Clock& clock_;
  Pointers& pointers_;
  PublishedQuizzes& published_;
  Recent<StoredAttempt> recent_{limits::kMaxCachedAttempts};
  sql::Batcher<Answer> answers_;  // last: its threads use the rest
};

}  // namespace lyceum::quiz
