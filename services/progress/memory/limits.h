// The limits of spaced repetition; each has its one name here, and the error for
// going beyond it says field and limit.
#pragma once

#include <cstdint>

namespace lyceum::progress::memory::limits {

inline constexpr int kMaxCardsInBatch = 500;
inline constexpr int64_t kMaxCards = 2'000'000;       // of a user
inline constexpr int64_t kMaxPosition = 1'000'000'000'000;
inline constexpr int kMaxEntriesInBatch = 500;
inline constexpr int kMaxDueAheadDays = 36'500;       // of a date that is set

inline constexpr int kMaxPresets = 100;               // of a user
inline constexpr double kLeastRetention = 0.7;
inline constexpr double kMostRetention = 0.99;
inline constexpr int kMaxIntervalDays = 36'500;
inline constexpr int kMaxSteps = 10;
inline constexpr int64_t kMaxStepSeconds = 30 * 86'400;
inline constexpr int kMaxLeechLapses = 100;
inline constexpr int kMaxPerDay = 9'999;

inline constexpr int kMaxQueueScan = 2'000;           // cards of a kind that a queue is made from
inline constexpr int64_t kLearnAheadSeconds = 20 * 60;

inline constexpr int64_t kMaxTrainingAnswers = 2'000'000;

inline constexpr int kMaxWritesTogether = 256;        // calls of RecordReviews in one transaction
inline constexpr int kWritesAtOnce = 2;

}  // namespace lyceum::progress::memory::limits
