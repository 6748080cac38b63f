// Taking answers.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/decide.h"
#include "services/quiz/live/logic/own_time.h"
#include "services/quiz/live/logic/receipt.h"
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

// That the answer was not stored is nobody's fault but ours.
bool IsOurFault(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsAborted(status) ||
         absl::IsResourceExhausted(status);
}

// So that the stamp reaches the caller before it hangs up. Deadlines are gRPC's
// business and on its clock, the real one.
absl::Duration Patience(const Caller& caller) {
  const absl::Duration left = caller.deadline - absl::Now() - limits::kAnswerMargin;
  return std::clamp(left, absl::ZeroDuration(), limits::kAnswerPatience);
}

Receipt ReceiptOf(const StoredAnswer& answer) {
  return {answer.answer.participant, answer.answer.item, answer.response, answer.version};
}

}  // namespace

absl::StatusOr<StoredAnswer> Sessions::Grade(const LiveSession& live, const v1::SubmitAnswerRequest& request) {
  const PublishedQuiz& published = live.published();
  const int index = published.IndexOf(request.item());
  if (index < 0) return InvalidField("item", "must be the id of one of the quiz's items");
  if (request.version() < 0) return InvalidField("version", "must be 0 or more");
  const v1::Item& item = published.quiz().items(index);
  const uint64_t seed = published.revision.paper_seed;
  RETURN_IF_ERROR(CheckResponse(item, seed, request.response()));
  StoredAnswer answer;
  answer.answer.participant = std::string(Segment(request.name(), 5));
  answer.answer.item = index;
  answer.version = request.version();
  answer.response = request.response().SerializeAsString();
  answer.mark = GradeResponse(item, seed, request.response()).mark;
  answer.answer.verdict = MakeVerdict(item, request.response(), answer.mark);
  return answer;
}

absl::Status Sessions::NotStored(const Submission& submission, absl::Status why) {
  if (!IsOurFault(why)) return why;
  const StoredAnswer& answer = submission.answer;
  std::vector<std::pair<std::string, std::string>> metadata;
  if (submission.proven || submission.stamped) {
    metadata.push_back({"receipt_stamp", absl::Base64Escape(MakeReceiptStamp(submission.live->about().secret,
                                                                             ReceiptOf(answer),
                                                                             answer.answer.elapsed_micros))});
  }
  return Error(absl::StatusCode::kUnavailable, "NOT_STORED",
               absl::StrCat("the answer could not be stored: send it again (", why.message(), ")"),
               std::move(metadata));
}

absl::Status Sessions::TakeInTime(Submission& submission) {
  absl::Status status = writer_.Write(submission.live, submission.answer, submission.timed_by, submission.patience);
  const bool slow = clock_.Steady() - submission.received_steady > limits::kLateGrace;
  if (!absl::IsFailedPrecondition(status)) return status;
  // A restore may have taken back what its time was told by: then it is told anew.
  RETURN_IF_ERROR(submission.live->Refresh(database_, clock_));
  if (submission.live->histories() != submission.histories) return Take(submission);
  if (!slow && !submission.stamped) {
    // The item was closed before it came, and this process did not know.
    submission.live->receipts().Forget(submission.answer.answer.participant);
    return status;
  }
  // The timer did not wait for it, or it had come before, as its stamp proves.
  absl::Status late = writer_.WriteLate(submission.live, submission.answer, submission.patience);
  return absl::IsFailedPrecondition(late) ? status : late;
}

absl::Status Sessions::TakeTooLate(Submission& submission, absl::Status why) {
  StoredAnswer& answer = submission.answer;
  // Too late to answer, but never too late to be told again that one did.
  std::optional<StoredAnswer> known;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(known, LoadAnswer(t, submission.live->key(), answer.answer.item, answer.answer.participant));
    return absl::OkStatus();
  }));
  if (known && known->response == answer.response) {
    answer = *std::move(known);
    return absl::OkStatus();
  }
  // Perhaps an earlier try is still under way here, or its stamp got lost.
  if (!submission.stamped) {
    submission.stamped =
        submission.live->receipts().Find(ReceiptOf(answer), limits::kLateGrace, submission.received_steady);
    if (!submission.stamped) return why;
    answer.answer.elapsed_micros = *submission.stamped;
  }
  return writer_.WriteLate(submission.live, answer, submission.patience);
}

absl::Status Sessions::Receive(Submission& submission) {
  LiveSession& live = *submission.live;
  submission.histories = live.histories();
  const State state = live.state();
  submission.timed_by = {state.seq, state.epoch};
  Moment moment = live.Now(state, submission.received, clock_.Steady() - submission.received_steady);
  moment.elapsed = std::max<int64_t>(0, moment.elapsed - submission.credit);
  Answer& answer = submission.answer.answer;
  const absl::Status may = MayAnswer(state, answer.item, moment, live.TimePermille(answer.participant));
  answer.elapsed_micros = submission.stamped.value_or(moment.elapsed);
  if (!may.ok()) return may;
  answer.elapsed_micros = std::min(answer.elapsed_micros, moment.elapsed);
  submission.proven =
      live.receipts().Keep(ReceiptOf(submission.answer), answer.elapsed_micros, submission.received_steady);
  return may;
}

absl::Status Sessions::Take(Submission& submission) {
  absl::Status may = Receive(submission);
  if (!may.ok()) {
    // Perhaps this process is behind. What it has only now seen open counts from now.
    RETURN_IF_ERROR(submission.live->Refresh(database_, clock_));
    may = Receive(submission);
  }
  return may.ok() ? TakeInTime(submission) : TakeTooLate(submission, may);
}

absl::StatusOr<v1::SubmitAnswerResponse> Sessions::SubmitAnswer(const Caller& caller,
                                                                const v1::SubmitAnswerRequest& request) {
  Submission submission;
  submission.received = clock_.Now();
  submission.received_steady = clock_.Steady() - caller.queued;
  submission.patience = Patience(caller);
  ASSIGN_OR_RETURN(submission.live, Find(request.name()));
  // Without the database it is not known whose the participant is. A stamp is good
  // only together with it, so that may be found out when it is shown.
  const absl::Status own = Own(caller, *submission.live, request.name()).status();
  if (!own.ok() && !IsOurFault(own)) return own;
  ASSIGN_OR_RETURN(submission.answer, Grade(*submission.live, request));
  submission.answer.answered = submission.received;
  submission.credit = CreditOf(caller, submission.live->rules());
  if (!request.receipt_stamp().empty()) {
    ASSIGN_OR_RETURN(submission.stamped, ReadReceiptStamp(submission.live->about().secret,
                                                          ReceiptOf(submission.answer), request.receipt_stamp()));
  }
  if (!own.ok()) Receive(submission).IgnoreError();
  const absl::Status status = own.ok() ? Take(submission) : own;
  if (!status.ok()) return NotStored(submission, status);
  v1::SubmitAnswerResponse response;
  *response.mutable_answer_time() = ToProto(submission.answer.answered);
  *response.mutable_response_time() = ToProto(absl::Microseconds(submission.answer.answer.elapsed_micros));
  return response;
}

}  // namespace lyceum::quiz::live
