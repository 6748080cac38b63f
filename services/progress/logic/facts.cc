#include "services/progress/logic/facts.h"

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace lyceum::progress {
namespace {

int64_t Micros(const google::protobuf::Duration& duration) {
  return duration.seconds() * 1'000'000 + duration.nanos() / 1000;
}

// Nanoseconds are cut off downwards: a Timestamp's nanos are never negative.
int64_t Micros(const google::protobuf::Timestamp& time) { return time.seconds() * 1'000'000 + time.nanos() / 1000; }

template <class Message>
void SetTopic(Fact& fact, const Message& message) {
  fact.topic = TopicText(message.topic_path());
  fact.subject = message.subject();
  if (fact.subject.empty() && message.topic_path_size() > 0) fact.subject = message.topic_path(0);
}

bool IsCorrect(const Fact& fact) { return fact.max_score_micros > 0 && fact.score_micros == fact.max_score_micros; }

}  // namespace

std::string TopicText(const google::protobuf::RepeatedPtrField<std::string>& path) {
  return absl::StrJoin(path, "/");
}

std::vector<std::string> TopicPath(absl::string_view topic) {
  if (topic.empty()) return {};
  return absl::StrSplit(topic, '/');
}

Fact ToFact(const v1::Event& event, absl::string_view key, Day day) {
  Fact fact;
  fact.key = std::string(key);
  fact.user = event.user().substr(event.user().rfind('/') + 1);
  fact.occur_us = Micros(event.occur_time());
  fact.day = day;
  switch (event.fact_case()) {
    case v1::Event::kAnswerSubmitted:
      fact.kind = Kind::kAnswer;
      fact.score_micros = event.answer_submitted().score_micros();
      fact.max_score_micros = event.answer_submitted().max_score_micros();
      fact.time_us = Micros(event.answer_submitted().time_on_item());
      SetTopic(fact, event.answer_submitted());
      break;
    case v1::Event::kAttemptStarted:
      fact.kind = Kind::kAttemptStarted;
      SetTopic(fact, event.attempt_started());
      break;
    case v1::Event::kAttemptFinished:
      fact.kind = Kind::kAttemptFinished;
      fact.score_micros = event.attempt_finished().score_micros();
      fact.max_score_micros = event.attempt_finished().max_score_micros();
      SetTopic(fact, event.attempt_finished());
      break;
    case v1::Event::kActivity:
    case v1::Event::FACT_NOT_SET:
      fact.kind = Kind::kActivity;
      fact.time_us = Micros(event.activity().time_spent());
      SetTopic(fact, event.activity());
      break;
  }
  return fact;
}

Totals TotalsOf(const Fact& fact) {
  Totals totals;
  totals.time_us = fact.time_us;
  switch (fact.kind) {
    case Kind::kAnswer:
      totals.answers = 1;
      totals.correct_answers = IsCorrect(fact);
      totals.score_micros = fact.score_micros;
      totals.max_score_micros = fact.max_score_micros;
      break;
    case Kind::kAttemptStarted:
      totals.attempts_started = 1;
      break;
    case Kind::kAttemptFinished:
      totals.attempts_finished = 1;
      break;
    case Kind::kActivity:
      totals.activities = 1;
      break;
  }
  return totals;
}

std::map<DayKey, Totals> SumDays(absl::Span<const Fact> facts) {
  std::map<DayKey, Totals> days;
  for (const Fact& fact : facts) days[{fact.user, fact.day, fact.subject}] += TotalsOf(fact);
  return days;
}

bool CountsForMastery(const Fact& fact) {
  return fact.kind == Kind::kAnswer && fact.max_score_micros > 0 && !fact.topic.empty();
}

bool GivenBefore(const Fact& a, const Fact& b) {
  return std::tie(a.occur_us, a.key) < std::tie(b.occur_us, b.key);
}

bool FollowsOn(const TopicState& state, const Fact& answer) {
  return state.answers == 0 || std::tie(state.last_us, state.last_key) < std::tie(answer.occur_us, answer.key);
}

void Fold(TopicState& state, const Fact& answer) {
  ++state.answers;
  state.correct_answers += IsCorrect(answer);
  state.score_micros += answer.score_micros;
  state.max_score_micros += answer.max_score_micros;
  state.time_us += answer.time_us;
  state.evidence = AddAnswer(state.evidence, answer.score_micros, answer.max_score_micros);
  state.last_us = answer.occur_us;
  state.last_key = answer.key;
}

}  // namespace lyceum::progress
