// The text of an explanation as sentences, to find the one worth reading again.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::quiz {

struct Sentence {
  std::string section;  // its id
  std::string part;     // such as "markdown"
  std::string text;     // plain text, as it stands there
};

// Of running text: rich text, takeaways, quotes and answers of the FAQ.
std::vector<Sentence> SentencesOf(const content::v1::Explanation& explanation);

// The words of at least 3 letters (or with a digit), folded.
std::vector<std::u32string> WordsOf(absl::string_view text);

// The sentence that says the most of it: all words of `answer` and as many of
// `context` as possible, shorter ones first; null if none has all of `answer`.
const Sentence* BestSentence(const std::vector<Sentence>& sentences, absl::string_view answer,
                             absl::string_view context);

}  // namespace lyceum::quiz
