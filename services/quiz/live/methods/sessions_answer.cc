// Taking answers.
#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz::live {
namespace {

// What the answer's way here is worth, in microseconds.
int64_t CreditOf(const Caller& caller, const Rules& rules) {
  if (rules.latency_credit_micros == 0 || caller.connection == nullptr) return 0;
  const absl::Duration round_trip = caller.connection->RoundTrip().value_or(absl::ZeroDuration());
  return LatencyCredit(absl::ToInt64Microseconds(round_trip), rules.latency_credit_micros);
}

// The time by which an answer that was received at `received` is counted.
Moment AnswerTime(LiveSession& live, const State& state, absl::Time received, int64_t credit) {
  Moment moment = live.Now(state, received);
  moment.elapsed = std::max<int64_t>(0, moment.elapsed - credit);
  return moment;
}

}  // namespace

absl::StatusOr<StoredAnswer> Sessions::Grade(const LiveSession& live, const StoredParticipant& participant,
                                             const v1::SubmitAnswerRequest& request) {
  const PublishedQuiz& published = live.published();
  const int index = published.IndexOf(request.item());
  if (index < 0) return InvalidField("item", "must be the id of one of the quiz's items");
  if (request.version() < 0) return InvalidField("version", "must be 0 or more");
  const v1::Item& item = published.quiz().items(index);
  const uint64_t seed = published.revision.paper_seed;
  RETURN_IF_ERROR(CheckResponse(item, seed, request.response()));
  StoredAnswer answer;
  answer.answer.participant = participant.id;
  answer.answer.item = index;
  answer.version = request.version();
  answer.response = request.response().SerializeAsString();
  answer.mark = GradeResponse(item, seed, request.response()).mark;
  answer.answer.verdict = MakeVerdict(item, request.response(), answer.mark);
  return answer;
}

// On success `answer` is what is stored.
absl::Status Sessions::Store(LiveSession& live, StoredAnswer& answer) {
  const bool may_change = live.about().settings.allow_answer_change();
  const StoredAnswer wanted = answer;
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    answer = wanted;
    ASSIGN_OR_RETURN(const bool written, WriteAnswer(t, live.key(), wanted, may_change));
    if (written) return absl::OkStatus();
    ASSIGN_OR_RETURN(auto known, LoadAnswer(t, live.key(), wanted.answer.item, wanted.answer.participant));
    if (!known) return Error(absl::StatusCode::kFailedPrecondition, "ITEM_CLOSED", "the time for this item is over");
    answer = *std::move(known);
    // The same answer again, or, with changes, an older one that comes late.
    if (answer.response == wanted.response || (may_change && answer.version >= wanted.version)) {
      return absl::OkStatus();
    }
    if (may_change) {
      return Error(absl::StatusCode::kFailedPrecondition, "ITEM_CLOSED", "the time for changes is over");
    }
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_ANSWERED",
                 "the item was answered with another response, and the first one counts");
  });
}

absl::StatusOr<v1::SubmitAnswerResponse> Sessions::SubmitAnswer(const Caller& caller,
                                                                const v1::SubmitAnswerRequest& request) {
  const absl::Time received = clock_.Now();
  ASSIGN_OR_RETURN(const Live live, Find(request.name()));
  ASSIGN_OR_RETURN(const StoredParticipant participant, Own(caller, *live, request.name()));
  ASSIGN_OR_RETURN(StoredAnswer answer, Grade(*live, participant, request));
  const int64_t credit = CreditOf(caller, live->rules()), permille = live->TimePermille(participant.id);
  State state = live->state();
  Moment moment = AnswerTime(*live, state, received, credit);
  absl::Status may = MayAnswer(state, answer.answer.item, moment, permille);
  if (!may.ok()) {
    // Perhaps this process is behind. What it has only now seen open counts from now.
    RETURN_IF_ERROR(live->Refresh(database_, clock_));
    state = live->state();
    moment = AnswerTime(*live, state, received, credit);
    may = MayAnswer(state, answer.answer.item, moment, permille);
  }
  answer.answered = received;
  answer.answer.elapsed_micros = moment.elapsed;
  if (may.ok()) {
    RETURN_IF_ERROR(Store(*live, answer));
  } else {
    // Too late to answer, but never too late to be told again that one did.
    std::optional<StoredAnswer> known;
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(known, LoadAnswer(t, live->key(), answer.answer.item, participant.id));
      return absl::OkStatus();
    }));
    if (!known || known->response != answer.response) return may;
    answer = *std::move(known);
  }
  v1::SubmitAnswerResponse response;
  *response.mutable_answer_time() = ToProto(answer.answered);
  *response.mutable_response_time() = ToProto(absl::Microseconds(answer.answer.elapsed_micros));
  return response;
}

}  // namespace lyceum::quiz::live
