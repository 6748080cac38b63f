// How well a topic is known: a Beta posterior whose evidence fades answer by
// answer, in whole numbers so that every machine computes the same bytes.
#pragma once

#include <cstdint>

namespace lyceum::progress {

// In millionths of an answer: each answer adds 1,000,000 to `total` and its
// share of the points, 0 to 1,000,000, to `gained`.
struct Evidence {
  int64_t gained = 0;
  int64_t total = 0;

  bool operator==(const Evidence&) const = default;
};

// The evidence after one more answer with this score; answers are folded in the
// order in which they were given. Older evidence keeps 95 of 100 parts, so that
// the last 20 answers or so decide. An answer with max_score 0 changes nothing.
// 0 <= score_micros <= max_score_micros <= limits::kMaxItemScoreMicros.
//
// This is the Beta reputation system with a forgetting factor (A. Jøsang and R.
// Ismail, "The Beta Reputation System", 15th Bled Electronic Commerce
// Conference, 2002): r := 0.95 r + x, n := 0.95 n + 1.
Evidence AddAnswer(Evidence evidence, int64_t score_micros, int64_t max_score_micros);

// The expected share of points on the next answer, in millionths: the posterior
// mean (r + 1) / (n + 2) under a uniform prior, Beta(1, 1).
int64_t MeanMicros(const Evidence& evidence);

// How far the mean may be relied on, 0 to 1: n / (n + 5) of n answers, the
// credibility factor of H. Bühlmann ("Experience rating and credibility", ASTIN
// Bulletin 4, 1967) with k = 5.
double Confidence(int64_t answers);

enum class Level { kStarted, kWeak, kFamiliar, kProficient, kMastered };

// Fewer than 3 answers: kStarted. A mean below 0.40: kWeak; below 0.70:
// kFamiliar; below 0.85, or with fewer than 8 answers: kProficient; else kMastered.
Level LevelOf(int64_t mean_micros, int64_t answers);

}  // namespace lyceum::progress
