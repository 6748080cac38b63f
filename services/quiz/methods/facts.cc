#include "services/quiz/methods/facts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "lyceum/progress/v1/event.pb.h"
#include "services/quiz/logic/grade.h"
#include "services/quiz/methods/times.h"

namespace lyceum::quiz {
namespace {

namespace progress = ::lyceum::progress::v1;

std::string UserName(const StoredAttempt& attempt) {
  return absl::StrCat("tenants/", attempt.tenant, "/users/", attempt.user);
}

sql::OutboxEvent ToOutbox(const StoredAttempt& attempt, absl::string_view what, absl::Time when,
                          progress::Event& event) {
  event.set_event_id(absl::StrCat(IdText(attempt.id), ".", what));
  event.set_user(UserName(attempt));
  *event.mutable_occur_time() = ToProto(when);
  return {.event_id = event.event_id(), .payload = event.SerializeAsString(), .created = when};
}

template <class Fact>
void FillAttempt(const StoredAttempt& attempt, const PublishedQuiz& published, Fact& fact) {
  fact.set_quiz(published.quiz().name());
  fact.set_quiz_revision(attempt.revision);
  fact.set_attempt(AttemptName(attempt));
  *fact.mutable_topic_path() = published.quiz().topic_path();
}

}  // namespace

std::string AttemptName(const StoredAttempt& attempt) {
  return absl::StrCat(UserName(attempt), "/attempts/", IdText(attempt.id));
}

absl::Status TellStarted(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published) {
  progress::Event event;
  FillAttempt(attempt, published, *event.mutable_attempt_started());
  return sql::outbox::Append(t, kProgressTopic, {ToOutbox(attempt, "started", attempt.started, event)});
}

std::optional<sql::OutboxEvent> AnsweredEvent(const StoredAttempt& attempt, const PublishedQuiz& published,
                                              const StoredResponse& response, int64_t mark) {
  const v1::Item& item = published.quiz().items(static_cast<int>(response.item));
  if (!IsGraded(item.kind_case())) return std::nullopt;
  progress::Event event;
  auto& fact = *event.mutable_answer_submitted();
  FillAttempt(attempt, published, fact);
  if (item.topic_path_size() > 0) *fact.mutable_topic_path() = item.topic_path();
  fact.set_item_id(item.id());
  // With a certainty marks go below 0 and above the points; progress measures what was known.
  fact.set_score_micros(std::clamp<int64_t>(mark, 0, item.points()));
  fact.set_max_score_micros(item.points());
  *fact.mutable_time_on_item() = ToProto(response.time_spent);
  fact.set_explanation(item.lineage().explanation());
  if (!item.lineage().explanation().empty()) {
    fact.set_explanation_revision(item.lineage().revision());
    fact.set_section_id(item.lineage().section());
  }
  return ToOutbox(attempt, absl::StrCat(response.item), response.updated, event);
}

absl::Status TellAnswered(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published,
                          const StoredResponse& response, int64_t mark) {
  const auto event = AnsweredEvent(attempt, published, response, mark);
  return event ? sql::outbox::Append(t, kProgressTopic, {*event}) : absl::OkStatus();
}

absl::Status TellFinished(sql::Transaction& t, const StoredAttempt& attempt, const PublishedQuiz& published) {
  progress::Event event;
  auto& fact = *event.mutable_attempt_finished();
  FillAttempt(attempt, published, fact);
  fact.set_score_micros(std::clamp<int64_t>(attempt.score, 0, attempt.max_score));
  fact.set_max_score_micros(attempt.max_score);
  return sql::outbox::Append(t, kProgressTopic, {ToOutbox(attempt, "finished", attempt.finished, event)});
}

}  // namespace lyceum::quiz
