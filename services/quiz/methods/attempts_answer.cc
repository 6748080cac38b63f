// Saving and submitting responses.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/methods/attempt_view.h"
#include "services/quiz/methods/attempts.h"
#include "services/quiz/methods/facts.h"
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

// On success `answer.row` is what is stored now.
absl::Status Attempts::Write(Answer& answer) {
  const StoredAttempt& attempt = *answer.attempt;
  const bool submits = answer.row.state == v1::ItemState::STATE_SUBMITTED;
  const bool replace = submits && MayChange(answer.published->policy());
  const bool in_time = !IsOverdue(attempt.span.closes, answer.row.updated);
  const StoredResponse wanted = answer.row;
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    answer.row = wanted;
    bool written = false;
    if (in_time) {
      ASSIGN_OR_RETURN(written, WriteResponse(t, attempt.tenant, attempt.id, wanted, replace));
    }
    if (written) {
      if (!submits || replace) return absl::OkStatus();
      return TellAnswered(t, attempt, *answer.published, wanted, wanted.mark);
    }
    // Not written: the same answer again is answered as the first time.
    ASSIGN_OR_RETURN(const auto known, LoadResponse(t, attempt.tenant, attempt.id, wanted.item));
    if (submits && known && known->state == v1::ItemState::STATE_SUBMITTED && known->response == wanted.response) {
      answer.row = *known;
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const auto now, LoadAttempt(t, attempt.tenant, attempt.id));
    if (!now) return NotFound(AttemptName(attempt));
    RETURN_IF_ERROR(MayAnswer(now->state, attempt.span.closes, wanted.updated));
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_SUBMITTED",
                 "the item was submitted with another response, and the first one counts");
  });
}

absl::StatusOr<v1::SaveResponseResponse> Attempts::SaveResponse(const Caller&,
                                                                const v1::SaveResponseRequest& request) {
  ASSIGN_OR_RETURN(Answer answer, Prepare(request, v1::ItemState::STATE_SAVED));
  RETURN_IF_ERROR(Write(answer));
  v1::SaveResponseResponse response;
  *response.mutable_item() = ItemView(*answer.attempt, *answer.published, answer.row);
  return response;
}

absl::StatusOr<v1::SubmitResponseResponse> Attempts::SubmitResponse(const Caller&,
                                                                    const v1::SubmitResponseRequest& request) {
  ASSIGN_OR_RETURN(Answer answer, Prepare(request, v1::ItemState::STATE_SUBMITTED));
  RETURN_IF_ERROR(Write(answer));
  const PublishedQuiz& published = *answer.published;
  v1::SubmitResponseResponse response;
  // As of an attempt in progress: what immediate feedback shows, and no more.
  StoredAttempt attempt = *answer.attempt;
  attempt.state = v1::Attempt::STATE_IN_PROGRESS;
  *response.mutable_item() = ItemView(attempt, published, answer.row);
  if (MayReveal(published.policy(), attempt.state, answer.row.state)) {
    const v1::Item& item = published.quiz().items(static_cast<int>(answer.row.item));
    *response.mutable_reveal() = MakeReveal(item, published.revision.paper_seed, answer.feedback);
  }
  return response;
}

}  // namespace lyceum::quiz
