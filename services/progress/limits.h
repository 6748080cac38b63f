// The limits of the progress service; each has its one name here, and the error
// for going beyond it says field and limit.
#pragma once

#include <cstdint>

namespace lyceum::progress::limits {

inline constexpr int kMaxEventsInBatch = 500;
inline constexpr int kMinEventIdBytes = 16;
inline constexpr int kMaxEventIdBytes = 64;
inline constexpr int kMaxItemIdBytes = 128;
inline constexpr int kMaxSectionIdBytes = 128;
inline constexpr int kMaxResourceBytes = 512;
inline constexpr int kMaxTopicSegments = 8;
inline constexpr int kMaxTopicSegmentCharacters = 64;
inline constexpr int kMaxSubjectCharacters = 64;
inline constexpr int kMaxSpentHours = 24;             // of one answer or activity
inline constexpr int kEarliestYear = 2000;            // of an event
inline constexpr int kMaxAheadMinutes = 10;           // of the server's clock, for an event
inline constexpr int64_t kMaxItemScoreMicros = 10'000'000'000;            // 10,000 points
inline constexpr int64_t kMaxAttemptScoreMicros = 10'000'000'000'000;     // 10,000,000 points

inline constexpr int kMaxRangeDays = 3700;            // QueryStatistics
inline constexpr int kDefaultHeatmapDays = 365;
inline constexpr int kMaxHeatmapDays = 731;
inline constexpr int kMinYear = 1970;                 // of a date in a request
inline constexpr int kMaxYear = 9999;

inline constexpr int kMaxTimeZoneBytes = 64;
inline constexpr int kMaxRolloverHour = 23;
inline constexpr int kMaxGoalAnswers = 10'000;
inline constexpr int kMaxGoalHours = 24;

inline constexpr int kMaxResumePoints = 200;          // of a user; the oldest go
inline constexpr int kMaxTitleCharacters = 300;
inline constexpr int kMaxOffset = 10'000'000;         // code points

}  // namespace lyceum::progress::limits
