#include "services/progress/methods/messages.h"

#include "services/progress/logic/mastery.h"

namespace lyceum::progress {
namespace {

v1::TopicMastery::Level ToMessage(Level level) {
  switch (level) {
    case Level::kStarted:
      return v1::TopicMastery::LEVEL_STARTED;
    case Level::kWeak:
      return v1::TopicMastery::LEVEL_WEAK;
    case Level::kFamiliar:
      return v1::TopicMastery::LEVEL_FAMILIAR;
    case Level::kProficient:
      return v1::TopicMastery::LEVEL_PROFICIENT;
    case Level::kMastered:
      return v1::TopicMastery::LEVEL_MASTERED;
  }
  return v1::TopicMastery::LEVEL_UNSPECIFIED;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp message;
  const int64_t seconds = absl::ToUnixSeconds(time);
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>((time - absl::FromUnixSeconds(seconds)) / absl::Nanoseconds(1)));
  return message;
}

google::protobuf::Duration ToDuration(int64_t microseconds) {
  google::protobuf::Duration message;
  message.set_seconds(microseconds / 1'000'000);
  message.set_nanos(static_cast<int32_t>(microseconds % 1'000'000 * 1000));
  return message;
}

v1::Totals ToMessage(const Totals& totals) {
  v1::Totals message;
  message.set_answers(totals.answers);
  message.set_correct_answers(totals.correct_answers);
  message.set_score_micros(totals.score_micros);
  message.set_max_score_micros(totals.max_score_micros);
  if (totals.max_score_micros > 0) {
    message.set_accuracy(static_cast<double>(totals.score_micros) / static_cast<double>(totals.max_score_micros));
  }
  *message.mutable_time_spent() = ToDuration(totals.time_us);
  message.set_activities(totals.activities);
  message.set_attempts_started(totals.attempts_started);
  message.set_attempts_finished(totals.attempts_finished);
  return message;
}

v1::SubjectTotals ToMessage(const std::string& subject, const Totals& totals) {
  v1::SubjectTotals message;
  message.set_subject(subject);
  *message.mutable_totals() = ToMessage(totals);
  return message;
}

v1::TopicMastery ToMessage(const std::string& topic, const TopicState& state) {
  v1::TopicMastery message;
  for (std::string& segment : TopicPath(topic)) message.add_topic_path(std::move(segment));
  const int64_t mean = MeanMicros(state.evidence);
  message.set_level(ToMessage(LevelOf(mean, state.answers)));
  message.set_mean(static_cast<double>(mean) / 1e6);
  message.set_confidence(Confidence(state.answers));
  message.set_answers(state.answers);
  message.set_correct_answers(state.correct_answers);
  message.set_score_micros(state.score_micros);
  message.set_max_score_micros(state.max_score_micros);
  *message.mutable_time_spent() = ToDuration(state.time_us);
  *message.mutable_last_answer_time() = ToTimestamp(absl::FromUnixMicros(state.last_us));
  return message;
}

}  // namespace lyceum::progress
