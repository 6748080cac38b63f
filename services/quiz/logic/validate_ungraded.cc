// What each kind of item without a key must be.
#include <set>

#include "absl/strings/str_cat.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/validate.h"

namespace lyceum::quiz {
namespace {

void ValidatePoll(const v1::Poll& item, const std::string& path, Violations& violations) {
  if (item.choices_size() < limits::kMinChoices || item.choices_size() > limits::kMaxChoices) {
    violations.Add(path + ".choices", absl::StrCat("must be ", limits::kMinChoices, " to ", limits::kMaxChoices,
                                                   " (kMinChoices, kMaxChoices)"));
  }
  std::set<std::string> ids;
  for (int i = 0; i < item.choices_size(); ++i) {
    const std::string at = absl::StrCat(path, ".choices[", i, "]");
    if (!IsId(item.choices(i).id())) violations.Add(at + ".id", "must be 1 to 64 characters of a-z 0-9 -");
    if (!ids.insert(item.choices(i).id()).second) violations.Add(at + ".id", "must not be used twice");
    CheckLength(item.choices(i).text(), 1, limits::kMaxChoiceChars, at + ".text", violations);
  }
}

void ValidateScale(const v1::Scale& item, const std::string& path, Violations& violations) {
  if (item.from() < 0 || item.from() > limits::kMaxScale) {
    violations.Add(path + ".from", absl::StrCat("must be 0 to ", limits::kMaxScale, " (kMaxScale)"));
  }
  if (item.to() <= item.from() || item.to() > limits::kMaxScale) {
    violations.Add(path + ".to", absl::StrCat("must be above from, and at most ", limits::kMaxScale, " (kMaxScale)"));
  }
  CheckLength(item.low_label(), 0, limits::kMaxScaleLabelChars, path + ".low_label", violations);
  CheckLength(item.high_label(), 0, limits::kMaxScaleLabelChars, path + ".high_label", violations);
}

}  // namespace

void ValidateUngraded(const v1::Item& item, const std::string& path, Violations& violations) {
  if (item.has_poll()) ValidatePoll(item.poll(), path + ".poll", violations);
  if (item.has_scale()) ValidateScale(item.scale(), path + ".scale", violations);
  const int words = item.word_cloud().max_words(), chars = item.open_ended().max_chars();
  if (item.has_word_cloud() && (words < 1 || words > limits::kMaxWords)) {
    violations.Add(path + ".word_cloud.max_words", absl::StrCat("must be 1 to ", limits::kMaxWords, " (kMaxWords)"));
  }
  if (item.has_open_ended() && (chars < 1 || chars > limits::kMaxResponseChars)) {
    violations.Add(path + ".open_ended.max_chars",
                   absl::StrCat("must be 1 to ", limits::kMaxResponseChars, " (kMaxResponseChars)"));
  }
}

}  // namespace lyceum::quiz
