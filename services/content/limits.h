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
inline constexpr int kMaxAltTextChars = 8000;

// Work on explanations.
inline constexpr int kMaxDerivedCards = 2000;
inline constexpr int kMaxDiffEdits = 1000;

// Flashcards.
inline constexpr int kMaxCardSideChars = 4000;
inline constexpr int kMaxClozeChars = 8000;
inline constexpr int kMaxCardTags = 32;
inline constexpr int kMaxTagChars = 64;
inline constexpr int kMaxFlashcards = 2000;  // of one explanation

// Names and listings.
inline constexpr int kMaxIdChars = 64;  // an id chosen by the caller
inline constexpr int kMaxFilterBytes = 1000;

// Search.
inline constexpr int kMaxQueryChars = 1000;
inline constexpr int kMaxQueryWords = 64;
inline constexpr int kMaxSearchHits = 1000;
inline constexpr int kMaxSearchPageSize = 100;
inline constexpr int kMaxSearchLanguages = 8;      // of one search
inline constexpr int kMaxSearchCandidates = 400;   // scored in each language
inline constexpr int kMaxSearchCounted = 200;      // texts with a word; beyond, their number is estimated
inline constexpr int kMaxCandidateTerms = 8;       // words that candidates are looked for by

// The personal space of one user.
inline constexpr int kMaxAnnotations = 10'000;
inline constexpr int kMaxNoteChars = 4000;
inline constexpr int kMaxAnnotatedChars = 10'000;  // of one highlight
inline constexpr int kMaxFolders = 1000;
inline constexpr int kMaxFolderDepth = 8;
inline constexpr int kMaxFolderTitleChars = 100;
inline constexpr int kMaxSavedItems = 10'000;
inline constexpr int kMaxSavedTitleChars = 300;

// Topics.
inline constexpr int kMaxTopics = 10'000;  // of one tenant
inline constexpr int kMaxTopicTitleChars = 200;
inline constexpr int kMaxTopicDescriptionChars = 1000;

// Transfer.
inline constexpr int kMaxImportFiles = 1000;
inline constexpr int kImportTogether = 8;  // files stored in one transaction
inline constexpr int kImportTogetherBytes = 512 * 1024;
inline constexpr int kMaxFileNameChars = 300;
inline constexpr int kMaxExportNames = 1000;

}  // namespace lyceum::content
