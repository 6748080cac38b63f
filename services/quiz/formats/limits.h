// The limits of reading quizzes from files: one name each, and the error says which.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lyceum::quiz::formats::limits {

inline constexpr size_t kMaxFileBytes = 64 << 20;   // of any one file
inline constexpr int kMaxXmlDepth = 64;             // elements inside elements; formats need about 20
inline constexpr int kMaxHtmlDepth = 64;            // in one text
inline constexpr size_t kMaxTextBytes = 256 << 10;  // of one text of a question, before it becomes Markdown
inline constexpr int kMaxQuestions = 100'000;       // in one file
inline constexpr int kMaxAnswers = 500;             // of one question; an item takes fewer
inline constexpr int kMaxGaps = 100;                // embedded in one text
inline constexpr size_t kMaxEmbeddedFileBytes = 8 << 20;

inline constexpr int kMaxArchiveEntries = 1'000;
inline constexpr int64_t kMaxArchiveEntryBytes = 16 << 20;  // one entry, unpacked
inline constexpr int kMaxArchiveNameBytes = 255;
inline constexpr int kMaxSheetRows = 10'000;

}  // namespace lyceum::quiz::formats::limits
