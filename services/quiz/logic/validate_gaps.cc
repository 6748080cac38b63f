// What a text with gaps must be.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/gaps.h"
#include "services/quiz/logic/reveal.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

void ValidateWords(const v1::GapFill& item, const std::string& path, Violations& violations) {
  if (item.words_size() > limits::kMaxGapWords) {
    violations.Add(path + ".words", absl::StrCat("must be at most ", limits::kMaxGapWords, " (kMaxGapWords)"));
  }
  for (int i = 0; i < item.words_size(); ++i) {
    const std::string at = absl::StrCat(path, ".words[", i, "]");
    CheckLength(item.words(i).text(), 1, limits::kMaxChoiceChars, at + ".text", violations);
    if (item.words(i).group() < 0 || item.words(i).group() > limits::kMaxGapGroup) {
      violations.Add(at + ".group", absl::StrCat("must be 0 to ", limits::kMaxGapGroup, " (kMaxGapGroup)"));
    }
  }
}

void ValidateWord(const v1::Item& item, int word, const std::string& path, std::set<int>& used,
                  Violations& violations) {
  const auto& words = item.gap_fill().words();
  if (word < 1 || word > words.size()) {
    return violations.Add(path, absl::StrCat("must be the place of one of the words, 1 to ", words.size()));
  }
  if (!used.insert(word).second && words[word - 1].once()) {
    violations.Add(path, "must not be a word that stands in one gap only and is right for another");
  }
}

void ValidateGap(const v1::Item& item, int index, const std::string& path, std::set<int>& used,
                 Violations& violations) {
  const v1::GapFill::Gap& gap = item.gap_fill().gaps(index);
  const std::string mark = absl::StrCat("{#", index + 1, "}");
  const size_t at = item.prompt().find(mark);
  if (at == std::string::npos || item.prompt().find(mark, at + 1) != std::string::npos) {
    violations.Add(path, absl::StrCat("must stand in the prompt once, as ", mark));
  }
  if (WeightOf(gap) < 0 || WeightOf(gap) > limits::kMaxGapWeight) {
    violations.Add(path + ".weight", absl::StrCat("must be 0 to ", limits::kMaxGapWeight, " (kMaxGapWeight)"));
  }
  if (!v1::GapFill::Layout_IsValid(gap.layout())) violations.Add(path + ".layout", "must be one of GapFill.Layout");
  switch (gap.kind_case()) {
    case v1::GapFill::Gap::kWord: return ValidateWord(item, gap.word(), path + ".word", used, violations);
    case v1::GapFill::Gap::KIND_NOT_SET: return violations.Add(path, "must have a kind, such as short_text");
    default: return ValidateKind(GapItem(item, 0, index), path, violations);
  }
}

}  // namespace

void ValidateGaps(const v1::Item& item, const std::string& path, Violations& violations) {
  const v1::GapFill& text = item.gap_fill();
  ValidateWords(text, path, violations);
  if (text.gaps().empty() || text.gaps_size() > limits::kMaxGaps) {
    return violations.Add(path + ".gaps", absl::StrCat("must be 1 to ", limits::kMaxGaps, " (kMaxGaps)"));
  }
  std::set<int> used;
  bool any_weight = false;
  for (int i = 0; i < text.gaps_size(); ++i) {
    ValidateGap(item, i, absl::StrCat(path, ".gaps[", i, "]"), used, violations);
    any_weight |= WeightOf(text.gaps(i)) != 0;
  }
  if (CorrectResponse(item, 0).ByteSizeLong() > limits::kMaxGapAnswerBytes) {
    violations.Add(path + ".gaps", absl::StrCat("must have answers of at most ", limits::kMaxGapAnswerBytes,
                                                " bytes together (kMaxGapAnswerBytes)"));
  }
  if (!any_weight) violations.Add(path + ".gaps", "must have one with a weight above 0");
}

}  // namespace lyceum::quiz
