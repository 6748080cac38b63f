// Sums over events. They are commutative, so they can be kept as events arrive
// and computed again from all events to the same numbers.
#pragma once

#include <cstdint>

namespace lyceum::progress {

struct Totals {
  int64_t answers = 0;
  int64_t correct_answers = 0;   // with the full score
  int64_t score_micros = 0;      // micro-points
  int64_t max_score_micros = 0;
  int64_t time_us = 0;           // on items and in activities, microseconds
  int64_t activities = 0;
  int64_t attempts_started = 0;
  int64_t attempts_finished = 0;

  bool operator==(const Totals&) const = default;
  Totals& operator+=(const Totals& other);
};

}  // namespace lyceum::progress
