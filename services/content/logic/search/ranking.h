// BM25 over the words of titles and texts: the same scores on every database engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::content {

// How often each word stands in one text, packed to six bytes a word: a hash of the
// stem, and its counts in title and body. What the index keeps of a text to score it.
struct TermCounts {
  // Distinct stems, in byte order; at most kMaxIndexedTerms.
  std::vector<std::string> stems;
  std::string packed;
  // Words of title and body, stop words too.
  int64_t length = 0;
};

inline constexpr int kMaxIndexedTerms = 10'000;

TermCounts CountTerms(absl::string_view title, absl::string_view body, absl::string_view language);

// The texts a score compares with: those of one tenant and language.
struct Collection {
  int64_t documents = 0;
  int64_t words = 0;
};

struct WeightedTerm {
  std::string stem;
  // Inverse document frequency.
  double weight = 0;
};

// ln(1 + (N - df + 0.5) / (df + 0.5)) (Robertson and Zaragoza, "The Probabilistic
// Relevance Framework", 2009): above 0 for any df from 0 to N.
double InverseDocumentFrequency(int64_t documents, int64_t documents_with_term);

// The sum over `terms` of weight * tf / (tf + k1 (1 - b + b length / mean length)), where a
// word of the title counts as kTitleWeight words of the body.
double Bm25(const std::vector<WeightedTerm>& terms, absl::string_view packed, int64_t length,
            const Collection& collection);

// True if the packed counts have the stem.
bool HasTerm(absl::string_view packed, absl::string_view stem);

}  // namespace lyceum::content
