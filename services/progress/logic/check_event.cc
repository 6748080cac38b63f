#include "services/progress/logic/check_event.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/progress/limits.h"

namespace lyceum::progress {
namespace {

// One event under examination: where it is and where its faults go.
struct Examination {
  std::string path;
  absl::string_view tenant;
  Violations& violations;

  void Fault(absl::string_view field, absl::string_view description) {
    violations.Add(absl::StrCat(path, ".", field), description);
  }

  // The name must be `parent`/`collection`/{id}.
  void Name(absl::string_view field, absl::string_view name, absl::string_view parent, absl::string_view collection) {
    const std::string prefix = absl::StrCat(parent, "/", collection, "/");
    absl::string_view id = name;
    if (absl::ConsumePrefix(&id, prefix) && !id.empty() && id.size() <= lyceum::limits::kMaxNameSegmentBytes &&
        !absl::StrContains(id, '/')) {
      return;
    }
    Fault(field, absl::StrCat("is not a name like ", prefix, "{id}"));
  }

  void Range(absl::string_view field, int64_t value, int64_t low, int64_t high) {
    if (value < low || value > high) Fault(field, absl::StrCat("is not in ", low, " to ", high));
  }

  void Bytes(absl::string_view field, absl::string_view text, int low, int high) {
    const int size = static_cast<int>(text.size());
    if (size < low || size > high) Fault(field, absl::StrCat("is not ", low, " to ", high, " bytes long"));
  }

  void Score(int64_t score, int64_t max_score, int64_t limit) {
    Range("max_score_micros", max_score, 0, limit);
    if (score < 0 || score > max_score) Fault("score_micros", "is not in 0 to max_score_micros");
  }

  void Spent(absl::string_view field, const google::protobuf::Duration& spent) {
    constexpr int64_t kMax = int64_t{limits::kMaxSpentHours} * 3600;
    const bool well_formed = spent.seconds() >= 0 && spent.nanos() >= 0 && spent.nanos() < 1'000'000'000;
    if (!well_formed || spent.seconds() > kMax || (spent.seconds() == kMax && spent.nanos() > 0)) {
      Fault(field, absl::StrCat("is not in 0 to ", limits::kMaxSpentHours, " hours"));
    }
  }
};

bool IsPlain(absl::string_view text) {
  for (char c : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

template <class Message>
void CheckTopic(Examination& at, const Message& message) {
  if (message.topic_path_size() > limits::kMaxTopicSegments) {
    at.Fault("topic_path", absl::StrCat("has more than ", limits::kMaxTopicSegments, " segments"));
  }
  for (int i = 0; i < message.topic_path_size(); ++i) {
    const std::string& segment = message.topic_path(i);
    const std::string field = absl::StrCat("topic_path[", i, "]");
    if (segment.empty() || Length(segment) > limits::kMaxTopicSegmentCharacters) {
      at.Fault(field, absl::StrCat("is not 1 to ", limits::kMaxTopicSegmentCharacters, " characters long"));
    }
    if (absl::StrContains(segment, '/') || !IsPlain(segment)) at.Fault(field, "has a slash or a control character");
  }
  if (Length(message.subject()) > limits::kMaxSubjectCharacters) {
    at.Fault("subject", absl::StrCat("has more than ", limits::kMaxSubjectCharacters, " characters"));
  }
  if (!IsPlain(message.subject())) at.Fault("subject", "has a control character");
}

template <class Message>
void CheckQuiz(Examination& at, const Message& message, absl::string_view user, bool needs_attempt) {
  at.Name("quiz", message.quiz(), absl::StrCat("tenants/", at.tenant), "quizzes");
  if (message.quiz_revision() < 1) at.Fault("quiz_revision", "is not 1 or more");
  if (needs_attempt || !message.attempt().empty()) {
    at.Name("attempt", message.attempt(), user, "attempts");
  }
}

void Check(Examination& at, const v1::AnswerSubmitted& answer, absl::string_view user) {
  CheckQuiz(at, answer, user, /*needs_attempt=*/false);
  at.Bytes("item_id", answer.item_id(), 1, limits::kMaxItemIdBytes);
  at.Score(answer.score_micros(), answer.max_score_micros(), limits::kMaxItemScoreMicros);
  at.Spent("time_on_item", answer.time_on_item());
  CheckTopic(at, answer);
  if (!answer.explanation().empty()) {
    at.Name("explanation", answer.explanation(), absl::StrCat("tenants/", at.tenant), "explanations");
  }
  if (answer.explanation_revision() < 0) at.Fault("explanation_revision", "is negative");
  at.Bytes("section_id", answer.section_id(), 0, limits::kMaxSectionIdBytes);
}

void Check(Examination& at, const v1::AttemptFinished& attempt, absl::string_view user) {
  CheckQuiz(at, attempt, user, /*needs_attempt=*/true);
  at.Score(attempt.score_micros(), attempt.max_score_micros(), limits::kMaxAttemptScoreMicros);
  CheckTopic(at, attempt);
}

void Check(Examination& at, const v1::Activity& activity) {
  if (activity.kind() == v1::Activity::KIND_UNSPECIFIED) at.Fault("kind", "is not set");
  at.Bytes("resource", activity.resource(), 0, limits::kMaxResourceBytes);
  if (!activity.resource().empty() &&
      !absl::StartsWith(activity.resource(), absl::StrCat("tenants/", at.tenant, "/"))) {
    at.Fault("resource", "is not a name in the request's tenant");
  }
  at.Spent("time_spent", activity.time_spent());
  CheckTopic(at, activity);
}

void CheckFact(const v1::Event& event, Examination at) {
  const std::string event_path = at.path;
  const auto below = [&](absl::string_view field) { at.path = absl::StrCat(event_path, ".", field); };
  switch (event.fact_case()) {
    case v1::Event::kAnswerSubmitted:
      below("answer_submitted");
      return Check(at, event.answer_submitted(), event.user());
    case v1::Event::kAttemptStarted:
      below("attempt_started");
      CheckQuiz(at, event.attempt_started(), event.user(), /*needs_attempt=*/true);
      return CheckTopic(at, event.attempt_started());
    case v1::Event::kAttemptFinished:
      below("attempt_finished");
      return Check(at, event.attempt_finished(), event.user());
    case v1::Event::kActivity:
      below("activity");
      return Check(at, event.activity());
    case v1::Event::FACT_NOT_SET:
      return at.Fault("fact", "has none of answer_submitted, attempt_started, attempt_finished, activity");
  }
}

bool IsEventId(absl::string_view id) {
  if (id.size() < limits::kMinEventIdBytes || id.size() > limits::kMaxEventIdBytes) return false;
  for (char c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && !absl::StrContains("._~@-", c)) return false;
  }
  return true;
}

void CheckTime(const google::protobuf::Timestamp& time, absl::Time now, Examination& at) {
  const int64_t earliest = absl::ToUnixSeconds(
      absl::FromCivil(absl::CivilYear(limits::kEarliestYear), absl::UTCTimeZone()));
  const int64_t latest = absl::ToUnixSeconds(now + absl::Minutes(limits::kMaxAheadMinutes));
  if (time.seconds() < earliest) at.Fault("occur_time", absl::StrCat("is before ", limits::kEarliestYear));
  if (time.seconds() > latest) {
    at.Fault("occur_time", absl::StrCat("is more than ", limits::kMaxAheadMinutes, " minutes ahead"));
  }
  if (time.nanos() < 0 || time.nanos() >= 1'000'000'000) at.Fault("occur_time", "has nanos out of range");
}

}  // namespace

void CheckEvent(const v1::Event& event, absl::string_view path, absl::string_view tenant, absl::Time now,
                Violations& violations) {
  Examination at{std::string(path), tenant, violations};
  if (!IsEventId(event.event_id())) {
    at.Fault("event_id", absl::StrCat("is not ", limits::kMinEventIdBytes, " to ", limits::kMaxEventIdBytes,
                                      " characters of A-Z a-z 0-9 . _ ~ @ -"));
  }
  at.Name("user", event.user(), absl::StrCat("tenants/", tenant), "users");
  CheckTime(event.occur_time(), now, at);
  CheckFact(event, std::move(at));
}

}  // namespace lyceum::progress
