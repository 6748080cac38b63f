// Saving and submitting responses.
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/behaviour/assess.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/methods/attempt_view.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/facts.h"
#include "services/quiz/methods/standings.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {
namespace {

absl::StatusOr<absl::Duration> TimeSpent(const google::protobuf::Duration& proto) {
  const absl::Duration spent = ToDuration(proto);
  if (spent >= absl::ZeroDuration() && spent <= limits::kMaxTimeSpent) {
    return absl::Trunc(spent, absl::Microseconds(1));
  }
  return InvalidField("time_spent", "must be 0 to 24 hours (kMaxTimeSpent)");
}

absl::Status CheckCertainty(const v1::QuizPolicy& policy, int32_t certainty) {
  const bool asked = HasCertainty(policy.behaviour().kind());
  if (certainty >= 0 && certainty <= (asked ? 3 : 0)) return absl::OkStatus();
  return InvalidField("certainty", asked ? "must be 1 to 3, or 0 for none" : "must be 0: the quiz does not ask for it");
}

}  // namespace

template <class Request>
absl::StatusOr<Attempts::Answer> Attempts::Prepare(const Request& request, v1::ItemState::State state) {
  Answer answer;
  ASSIGN_OR_RETURN(answer.attempt, Facts(request.name()));
  ASSIGN_OR_RETURN(answer.published, PublishedOf(*answer.attempt));
  answer.row.item = answer.published->IndexOf(request.item());
  if (answer.row.item < 0) return InvalidField("item", "must be the id of one of the quiz's items");
  const v1::Item& item = answer.published->quiz().items(static_cast<int>(answer.row.item));
  const uint64_t seed = answer.published->revision.paper_seed;
  RETURN_IF_ERROR(CheckResponse(item, seed, request.response()));
  RETURN_IF_ERROR(CheckCertainty(answer.published->policy(), request.certainty()));
  ASSIGN_OR_RETURN(answer.row.time_spent, TimeSpent(request.time_spent()));
  answer.row.state = state;
  answer.row.response = request.response().SerializeAsString();
  answer.row.updated = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  if (state == v1::ItemState::STATE_SUBMITTED) {
    Graded graded = GradeResponse(item, seed, request.response());
    answer.row.mark = graded.mark;
    answer.feedback = std::move(graded.feedback);
  }
  return answer;
}

Attempts::Attempts(sql::Database& database, Clock& clock, Pointers& pointers, PublishedQuizzes& published)
    : database_(database),
      clock_(clock),
      pointers_(pointers),
      published_(published),
      answers_(limits::kAnswerBatchesAtOnce, limits::kMaxAnswerBatch,
               [this](absl::Span<Answer* const> answers) { return WriteTogether(answers); }) {}

void Attempts::Write(std::shared_ptr<Answer> answer, absl::AnyInvocable<void(const absl::Status&)> done) {
  Answer& fresh = *answer;
  answers_.Write(fresh, [this, answer = std::move(answer), done = std::move(done)](const absl::Status& status) mutable {
    // A batch takes an item of an attempt once; who came second tries again.
    if (status.ok() && !answer->tried) return Write(std::move(answer), std::move(done));
    done(!status.ok() || answer->written ? status : WhyNot(*answer));
  });
}

absl::Status Attempts::WriteTogether(absl::Span<Answer* const> answers) {
  // A statement takes an item once, and rows of one kind.
  std::vector<NewResponse> rows;
  rows.reserve(answers.size());
  std::vector<NewResponse*> kinds[2];
  std::vector<std::pair<NewResponse*, Answer*>> batch;
  std::set<std::pair<absl::string_view, int64_t>> seen;
  for (Answer* answer : answers) {
    if (!seen.emplace(answer->attempt->id, answer->row.item).second) continue;
    rows.push_back({answer->attempt->tenant, answer->attempt->id, &answer->row, answer->replace});
    kinds[answer->replace ? 1 : 0].push_back(&rows.back());
    batch.emplace_back(&rows.back(), answer);
  }
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (const auto& kind : kinds) RETURN_IF_ERROR(WriteResponses(t, kind));
    std::vector<sql::OutboxEvent> events;
    for (const auto& [row, answer] : batch) {
      if (row->written && answer->event) events.push_back(*answer->event);
    }
    return sql::outbox::Append(t, kProgressTopic, events);
  }));
  for (const auto& [row, answer] : batch) {
    answer->tried = true;
    answer->written = row->written;
  }
  return absl::OkStatus();
}

absl::Status Attempts::WhyNot(Answer& answer) {
  const StoredAttempt& attempt = *answer.attempt;
  std::optional<StoredResponse> known;
  std::optional<StoredAttempt> now;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(known, LoadResponse(t, attempt.tenant, attempt.id, answer.row.item));
    ASSIGN_OR_RETURN(now, LoadAttempt(t, attempt.tenant, attempt.id));
    return absl::OkStatus();
  }));
  const bool submits = answer.row.state == v1::ItemState::STATE_SUBMITTED;
  if (submits && known && known->state == v1::ItemState::STATE_SUBMITTED && known->response == answer.row.response) {
    answer.row = *known;  // the same answer again is answered as the first time
    return absl::OkStatus();
  }
  if (!now) return NotFound(AttemptName(attempt));
  RETURN_IF_ERROR(MayAnswer(now->state, attempt.span.closes, answer.row.updated));
  return Error(absl::StatusCode::kFailedPrecondition, "ITEM_SUBMITTED",
               "the item was submitted with another response, and the first one counts");
}

template <class Request, class Response>
void Attempts::Take(const Request& request, v1::ItemState::State state, Response (*view)(const Answer&),
                    rpc::Reply<Response> reply) {
  absl::StatusOr<Answer> prepared = Prepare(request, state);
  if (!prepared.ok()) return reply(prepared.status());
  auto answer = std::make_shared<Answer>(*std::move(prepared));
  const StoredAttempt& attempt = *answer->attempt;
  auto done = [answer, view, reply = std::move(reply)](const absl::Status& status) mutable {
    status.ok() ? reply(view(*answer)) : reply(status);
  };
  const bool submits = state == v1::ItemState::STATE_SUBMITTED;
  if (TakesSteps(*answer->published, answer->row.item)) {
    return done(TakeStep(*answer, submits ? Step::Action::kCheck : Step::Action::kSave, request.certainty()));
  }
  if (IsOverdue(attempt.span.closes, answer->row.updated)) return done(WhyNot(*answer));
  answer->replace = submits && MayChange(answer->published->policy());
  if (submits && !answer->replace) {
    answer->event = AnsweredEvent(attempt, *answer->published, answer->row, answer->row.mark);
  }
  Write(std::move(answer), std::move(done));
}

void Attempts::SaveResponse(const Caller&, const v1::SaveResponseRequest& request,
                            rpc::Reply<v1::SaveResponseResponse> reply) {
  const auto view = +[](const Answer& answer) {
    v1::SaveResponseResponse response;
    *response.mutable_item() = RunningItem(answer);
    return response;
  };
  Take(request, v1::ItemState::STATE_SAVED, view, std::move(reply));
}

v1::ItemState Attempts::RunningItem(const Answer& answer) {
  // What immediate feedback shows, and no more.
  StoredAttempt attempt = *answer.attempt;
  attempt.state = v1::Attempt::STATE_IN_PROGRESS;
  v1::ItemState view = ItemView(attempt, *answer.published, answer.row);
  if (answer.standing) {
    const v1::Item& item = answer.published->quiz().items(static_cast<int>(answer.row.item));
    const BehaviourRules rules = RulesOf(answer.published->policy().behaviour(), item);
    *view.mutable_progress() = ProgressOf(rules, *answer.standing, item.points());
  }
  return view;
}

bool Attempts::MayAnswerAtOnce(const v1::SubmitResponseRequest& request) {
  const std::optional<std::string> id = ParseId(Segment(request.name(), 5));
  if (!id) return true;  // NOT_FOUND
  const auto attempt = recent_.Find(*id);
  if (attempt == nullptr || IsOverdue(attempt->span.closes, clock_.Now())) return false;
  const auto published = published_.Known(attempt->tenant, attempt->quiz, attempt->revision);
  return published != nullptr && !quiz::TakesSteps(published->policy());
}

void Attempts::SubmitResponse(const Caller&, const v1::SubmitResponseRequest& request,
                              rpc::Reply<v1::SubmitResponseResponse> reply) {
  const auto view = +[](const Answer& answer) {
    const PublishedQuiz& published = *answer.published;
    v1::SubmitResponseResponse response;
    *response.mutable_item() = RunningItem(answer);
    if (MayReveal(published.policy(), v1::Attempt::STATE_IN_PROGRESS, answer.row.state)) {
      const v1::Item& item = published.quiz().items(static_cast<int>(answer.row.item));
      *response.mutable_reveal() = MakeReveal(item, published.revision.paper_seed, answer.feedback);
    }
    return response;
  };
  Take(request, v1::ItemState::STATE_SUBMITTED, view, std::move(reply));
}

}  // namespace lyceum::quiz
