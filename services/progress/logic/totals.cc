#include "services/progress/logic/totals.h"

namespace lyceum::progress {

Totals& Totals::operator+=(const Totals& other) {
  answers += other.answers;
  correct_answers += other.correct_answers;
  score_micros += other.score_micros;
  max_score_micros += other.max_score_micros;
  time_us += other.time_us;
  activities += other.activities;
  attempts_started += other.attempts_started;
  attempts_finished += other.attempts_finished;
  return *this;
}

}  // namespace lyceum::progress
