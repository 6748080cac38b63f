// Starting, reading and reviewing attempts.
#include "services/quiz/methods/attempts.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "common/sql/once.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/paper.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/methods/attempt_view.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/standings.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {

absl::StatusOr<std::shared_ptr<const StoredAttempt>> Attempts::Facts(const std::string& name) {
  const std::optional<std::string> id = ParseId(Segment(name, 5));
  if (!id) return NotFound(name);
  std::shared_ptr<const StoredAttempt> facts = recent_.Find(*id);
  if (facts == nullptr) {
    std::optional<StoredAttempt> stored;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(stored, LoadAttempt(t, Segment(name, 1), *id));
      return absl::OkStatus();
    }));
    if (!stored) return NotFound(name);
    facts = std::make_shared<const StoredAttempt>(*std::move(stored));
    recent_.Put(*id, facts);
  }
  if (facts->tenant != Segment(name, 1) || facts->user != Segment(name, 3)) return NotFound(name);
  return facts;
}

absl::StatusOr<std::shared_ptr<const PublishedQuiz>> Attempts::PublishedOf(const StoredAttempt& attempt) {
  return published_.Get(attempt.tenant, attempt.quiz, attempt.revision);
}

absl::StatusOr<Attempts::Whole> Attempts::Load(const std::string& name) {
  ASSIGN_OR_RETURN(const auto facts, Facts(name));
  Whole whole{*facts, nullptr, {}, {}};
  ASSIGN_OR_RETURN(whole.published, PublishedOf(whole.attempt));
  const auto read = [&] {
    return database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(auto stored, LoadAttempt(t, facts->tenant, facts->id));
      if (!stored) return NotFound(name);
      whole.attempt = *std::move(stored);
      ASSIGN_OR_RETURN(whole.responses, LoadResponses(t, facts->tenant, facts->id));
      ASSIGN_OR_RETURN(whole.steps, LoadSteps(t, facts->tenant, facts->id));
      return absl::OkStatus();
    });
  };
  RETURN_IF_ERROR(read());
  const bool running = whole.attempt.state == v1::Attempt::STATE_IN_PROGRESS;
  if (!running || !IsOverdue(facts->span.closes, clock_.Now())) return whole;
  RETURN_IF_ERROR(CloseIfOverdue(whole.attempt));
  RETURN_IF_ERROR(read());
  return whole;
}

absl::StatusOr<v1::StartAttemptResponse> Attempts::StartAttempt(const Caller& caller,
                                                                const v1::StartAttemptRequest& request) {
  absl::StatusOr<v1::StartAttemptResponse> response = Start(caller, request);
  // Somebody started the same attempt in the same moment: answer with theirs.
  if (absl::IsAlreadyExists(response.status())) return Start(caller, request);
  return response;
}

absl::StatusOr<v1::StartAttemptResponse> Attempts::Start(const Caller& caller,
                                                         const v1::StartAttemptRequest& request) {
  const std::string user(Segment(request.parent(), 3)), quiz(Segment(request.quiz(), 3));
  RETURN_IF_ERROR(CloseRunningIfOverdue(caller.tenant, user, quiz));
  Pointer pointer;
  std::optional<StoredAttempt> running;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(pointer, LoadPointer(t, caller.tenant, quiz));
    ASSIGN_OR_RETURN(running, RunningAttempt(t, caller.tenant, user, quiz));
    return absl::OkStatus();
  }));
  // Who is in the middle of it may go on, even if the quiz is taken away.
  if (pointer.revision == 0 && !running) return NotFound(request.quiz());
  ASSIGN_OR_RETURN(const auto published,
                   published_.Get(caller.tenant, quiz, running ? running->revision : pointer.revision));

  const absl::Time now = clock_.Now();
  StoredAttempt fresh;
  fresh.tenant = caller.tenant;
  fresh.id = NewId(now);
  fresh.user = user;
  fresh.quiz = quiz;
  fresh.revision = published->quiz().revision();
  fresh.seed = FreshSeed();
  fresh.started = absl::FromUnixMicros(absl::ToUnixMicros(now));
  fresh.span = SpanOf(published->policy(), fresh.started);
  fresh.max_score = published->revision.paper.max_score();

  const auto start = [&](sql::Transaction& t) -> absl::StatusOr<v1::StartAttemptResponse> {
    v1::StartAttemptResponse response;
    ASSIGN_OR_RETURN(std::optional<StoredAttempt> attempt, RunningAttempt(t, caller.tenant, user, quiz));
    std::vector<StoredResponse> responses;
    std::vector<StoredStep> steps;
    response.set_resumed(attempt.has_value());
    if (attempt) {
      // Started a moment ago at another revision: come back for that one.
      if (attempt->revision != fresh.revision) return absl::AlreadyExistsError("started at another revision");
      ASSIGN_OR_RETURN(responses, LoadResponses(t, caller.tenant, attempt->id));
      ASSIGN_OR_RETURN(steps, LoadSteps(t, caller.tenant, attempt->id));
    } else {
      ASSIGN_OR_RETURN(const int64_t made, CountAttempts(t, caller.tenant, user, quiz));
      RETURN_IF_ERROR(MayStart(published->policy(), made));
      if (made >= limits::kMaxAttempts) return LimitExceeded(request.quiz(), "kMaxAttempts", limits::kMaxAttempts);
      attempt = fresh;
      attempt->number = made + 1;
      RETURN_IF_ERROR(InsertAttempt(t, *attempt));
      RETURN_IF_ERROR(TellStarted(t, *attempt, *published));
    }
    *response.mutable_paper() = PaperForAttempt(published->revision.paper, attempt->seed);
    *response.mutable_attempt() = AttemptView(*attempt, *published, response.paper(), responses);
    ShowProgress(*attempt, *published, steps, *response.mutable_attempt());
    return response;
  };
  return sql::Once<v1::StartAttemptResponse>(database_, caller, request, now, start);
}

absl::StatusOr<v1::GetAttemptResponse> Attempts::GetAttempt(const Caller&, const v1::GetAttemptRequest& request) {
  ASSIGN_OR_RETURN(const Whole whole, Load(request.name()));
  v1::GetAttemptResponse response;
  *response.mutable_paper() = PaperForAttempt(whole.published->revision.paper, whole.attempt.seed);
  *response.mutable_attempt() = AttemptView(whole.attempt, *whole.published, response.paper(), whole.responses);
  ShowProgress(whole.attempt, *whole.published, whole.steps, *response.mutable_attempt());
  return response;
}

absl::StatusOr<v1::ListAttemptsResponse> Attempts::ListAttempts(const Caller& caller,
                                                                const v1::ListAttemptsRequest& request) {
  const std::string scope = absl::StrCat("ListAttempts ", request.parent(), " ", request.quiz());
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string before, DecodePageToken(scope, request.page_token()));
  std::vector<StoredAttempt> found;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(found, quiz::ListAttempts(t, caller.tenant, Segment(request.parent(), 3),
                                               Segment(request.quiz(), 3), before, size + 1));
    return absl::OkStatus();
  }));
  v1::ListAttemptsResponse response;
  for (size_t i = 0; i < found.size() && i < static_cast<size_t>(size); ++i) {
    RETURN_IF_ERROR(CloseIfOverdue(found[i]));
    *response.add_attempts() = AttemptSummary(found[i]);
  }
  if (found.size() > static_cast<size_t>(size)) {
    response.set_next_page_token(EncodePageToken(scope, found[size - 1].id));
  }
  return response;
}

absl::StatusOr<v1::ReviewAttemptResponse> Attempts::ReviewAttempt(const Caller& caller,
                                                                  const v1::ReviewAttemptRequest& request) {
  ASSIGN_OR_RETURN(const Whole whole, Load(request.name()));
  const PublishedQuiz& published = *whole.published;
  RETURN_IF_ERROR(MayReview(published.policy(), whole.attempt.state, caller.Is(api::v1::ROLE_TEACHER)));
  const uint64_t seed = published.revision.paper_seed;
  std::vector<const StoredResponse*> given(published.quiz().items_size(), nullptr);
  for (const StoredResponse& response : whole.responses) given[response.item] = &response;

  v1::ReviewAttemptResponse response;
  v1::AttemptReview& review = *response.mutable_review();
  const v1::Paper paper = PaperForAttempt(published.revision.paper, whole.attempt.seed);
  *review.mutable_attempt() = AttemptView(whole.attempt, published, paper, whole.responses);
  ShowProgress(whole.attempt, published, whole.steps, *review.mutable_attempt());
  review.set_title(published.quiz().title());
  for (const v1::PaperItem& paper_item : paper.items()) {
    const int index = published.IndexOf(paper_item.id());
    const v1::Item& item = published.quiz().items(index);
    auto& reviewed = *review.add_items();
    *reviewed.mutable_item() = paper_item;
    std::string feedback;
    if (given[index] != nullptr) {
      if (!given[index]->response.empty()) reviewed.mutable_response()->ParseFromString(given[index]->response);
      reviewed.set_response_text(ResponseText(item, seed, reviewed.response()));
      reviewed.set_mark(given[index]->mark);
      feedback = GradeResponse(item, seed, reviewed.response()).feedback;
    }
    *reviewed.mutable_reveal() = MakeReveal(item, seed, feedback);
    for (const StoredStep& step : whole.steps) {
      if (step.item == index && step.action == Step::Action::kGradeByHand) reviewed.set_comment(step.comment);
    }
  }
  return response;
}

absl::StatusOr<v1::GetQuizGradeResponse> Attempts::GetQuizGrade(const Caller& caller,
                                                                const v1::GetQuizGradeRequest& request) {
  const absl::string_view user = Segment(request.parent(), 3), quiz = Segment(request.quiz(), 3);
  RETURN_IF_ERROR(CloseRunningIfOverdue(caller.tenant, user, quiz));
  ASSIGN_OR_RETURN(const auto pointer, pointers_.Get(request.quiz()));
  ASSIGN_OR_RETURN(const auto published, published_.Get(caller.tenant, quiz, pointer->pointer.revision));
  std::vector<Score> scores;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(scores, LoadScores(t, caller.tenant, user, quiz));
    return absl::OkStatus();
  }));
  v1::GetQuizGradeResponse response;
  v1::QuizGrade& grade = *response.mutable_grade();
  grade.set_quiz(request.quiz());
  grade.set_grading(published->policy().grading());
  grade.set_attempts(static_cast<int32_t>(scores.size()));
  grade.set_max_score(published->revision.paper.max_score());
  const auto score = GradeOverAttempts(grade.grading(), scores, grade.max_score());
  if (score) grade.set_score(*score);
  return response;
}

}  // namespace lyceum::quiz
