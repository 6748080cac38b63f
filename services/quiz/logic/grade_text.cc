// Short text.
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/pattern.h"

namespace lyceum::quiz {
namespace {

Judgement Worth(const v1::ShortText::Pattern& pattern) {
  return {Share{pattern.has_fraction_micros() ? pattern.fraction_micros() : limits::kWhole, limits::kWhole},
          pattern.feedback()};
}

}  // namespace

absl::Status CheckShortText(const std::string& response) {
  if (Length(response) <= limits::kMaxResponseChars) return absl::OkStatus();
  return InvalidField("response.short_text", "must have at most " + std::to_string(limits::kMaxResponseChars) +
                                                 " characters");
}

Judgement GradeShortText(const v1::ShortText& item, const std::string& response) {
  const FoldOptions options{item.case_sensitive(), item.accent_sensitive()};
  const std::u32string folded = Trim(Fold(response, options));
  if (folded.empty()) return {};
  for (const auto& pattern : item.patterns()) {
    if (Pattern(pattern.pattern(), options).Matches(folded)) return Worth(pattern);
  }
  if (!item.typo_tolerance()) return {};
  for (const auto& pattern : item.patterns()) {
    if (Pattern(pattern.pattern(), options).MatchesWithTypos(folded)) return Worth(pattern);
  }
  return {};
}

}  // namespace lyceum::quiz
