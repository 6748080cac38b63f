// Every limit of the content service, by name. Errors say the field and the limit.
#pragma once

namespace lyceum::content {

// Import.
inline constexpr int kMaxImportBytes = 3 * 1024 * 1024;
inline constexpr int kMaxImportDepth = 256;

// An explanation.
inline constexpr int kMaxTitleChars = 300;
inline constexpr int kMaxSummaryChars = 2000;
inline constexpr int kMaxTopicSegments = 8;
inline constexpr int kMaxTopicSegmentChars = 64;
inline constexpr int kMaxSections = 500;
inline constexpr int kMaxSectionIdChars = 64;
inline constexpr int kMaxHeadingChars = 300;
inline constexpr int kMaxSectionBytes = 256 * 1024;
inline constexpr int kMaxExplanationBytes = 3 * 1024 * 1024;
inline constexpr int kMaxProvenanceChars = 2000;
inline constexpr int kMaxUriChars = 2000;

// Parts of a section.
inline constexpr int kMaxTermRows = 1000;
inline constexpr int kMaxTimelineRows = 1000;
inline constexpr int kMaxTakeaways = 200;
inline constexpr int kMaxFaqEntries = 200;
inline constexpr int kMaxFlashcardPairs = 1000;
inline constexpr int kMaxTermChars = 300;
inline constexpr int kMaxDateChars = 100;
inline constexpr int kMaxQuestionChars = 1000;
inline constexpr int kMaxCellChars = 5000;
inline constexpr int kMaxAnswerChars = 20000;
inline constexpr int kMaxQuoteChars = 20000;
inline constexpr int kMaxAltTextChars = 2000;

// Work on explanations.
inline constexpr int kMaxDerivedCards = 2000;
inline constexpr int kMaxDiffEdits = 2000;

}  // namespace lyceum::content
