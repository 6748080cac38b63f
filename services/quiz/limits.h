// The limits of the quiz service: one name each, and the error says which.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace lyceum::quiz::limits {

inline constexpr int kMaxQuizBytes = 2 << 20;  // an authored quiz, serialized
inline constexpr int kMaxItems = 500;
inline constexpr int kMaxTitleChars = 300;
inline constexpr int kMaxDescriptionChars = 2'000;
inline constexpr int kMaxIdChars = 64;  // of quizzes, items and choices
inline constexpr int kMaxTopicDepth = 8;
inline constexpr int kMaxTopicSegmentChars = 64;
inline constexpr int kMaxPromptChars = 10'000;
inline constexpr int kMaxExplanationChars = 10'000;  // also of hints, feedback and lineage quotes
inline constexpr int kMaxHints = 10;
inline constexpr int kMaxTags = 20;
inline constexpr int kMaxTagChars = 64;
inline constexpr int64_t kPoint = 1'000'000;  // micro-points
inline constexpr int64_t kMaxItemPoints = 1'000 * kPoint;
inline constexpr int64_t kWhole = 1'000'000;  // a fraction of 1, in millionths

inline constexpr int kMinChoices = 2;
inline constexpr int kMaxChoices = 50;
inline constexpr int kMaxChoiceChars = 2'000;
inline constexpr int kMaxPatterns = 50;
inline constexpr int kMaxPatternChars = 500;
inline constexpr int kMaxNumericAnswers = 50;
inline constexpr int kMaxUnitChars = 32;
inline constexpr int kMaxUnits = 20;
inline constexpr int kMaxSliderSteps = 1'000;
inline constexpr int kMinEntries = 2;  // of an ordering, and pairs of a matching
inline constexpr int kMaxEntries = 30;
inline constexpr int kMaxDateTextChars = 200;
inline constexpr int kMaxYear = 9'999;  // either side of year 0
inline constexpr int kDefaultWords = 3;  // of a word cloud, from one
inline constexpr int kMaxWords = 10;
inline constexpr int kMaxWordChars = 40;  // as typed, and folded
inline constexpr int kMaxScale = 10;      // the highest value of a scale
inline constexpr int kMaxScaleLabelChars = 200;

inline constexpr int kMaxGaps = 100;  // of a text
inline constexpr int kMaxGapWeight = 1'000;
inline constexpr int kMaxGapWords = 100;
inline constexpr int kMaxGapGroup = 20;
inline constexpr size_t kMaxGapAnswerBytes = 16 << 10;  // of the answers to all gaps of a text, serialized

inline constexpr int kMaxResponseChars = 2'000;
inline constexpr int kMaxNumberChars = 100;
inline constexpr absl::Duration kMaxTimeSpent = absl::Hours(24);
inline constexpr absl::Duration kMaxTimeLimit = absl::Hours(24 * 30);
inline constexpr absl::Duration kMaxGrace = absl::Hours(1);
inline constexpr int kMaxAttemptsAllowed = 1'000;
inline constexpr int kMaxAttempts = 10'000;  // of one learner at one quiz, whatever its policy

inline constexpr int kDefaultDerivedItems = 50;

inline constexpr int kMaxDifferentAnswers = 1'000;  // typed ones to an item that its statistics tell apart
inline constexpr int kMaxAnswerChars = 100;         // of an answer in statistics
inline constexpr int kMaxStatisticsPromptChars = 200;

inline constexpr int kMaxAnalysedAttempts = 100'000;  // of a revision, in its statistics
inline constexpr int kMaxCachedAnalyses = 50;         // revisions whose sums are kept, in this process

inline constexpr int kMaxImportFiles = 100;
inline constexpr size_t kMaxImportBytes = 3 << 20;  // of all files of a request
inline constexpr int kMaxExportNames = 100;

inline constexpr int kMaxCachedAttempts = 200'000;   // what is known of attempts, in this process
inline constexpr int kMaxCachedRevisions = 2'000;    // parsed quizzes, in this process
inline constexpr int kMaxCachedPointers = 100'000;   // which revision of a quiz is published
// Kept once in Redis and once in the process: a publish elsewhere is seen within twice this, below 1 s.
inline constexpr absl::Duration kPointerLife = absl::Milliseconds(450);
// How long one counts that cannot be read again, because the database is away.
inline constexpr absl::Duration kPointerLastResort = absl::Minutes(10);
inline constexpr int kMaxAnswerBatch = 256;          // answers written in one transaction
inline constexpr int kAnswerBatchesAtOnce = 2;       // such transactions under way
inline constexpr int kMaxCommentChars = 2'000;       // of who grades by hand
inline constexpr int kMaxSteps = 1'000;              // at an item, with a behaviour of several steps
inline constexpr int kMaxOverdueBatch = 200;         // attempts closed in one sweep

}  // namespace lyceum::quiz::limits
