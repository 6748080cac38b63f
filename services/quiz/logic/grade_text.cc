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

absl::Status CheckShortText(const std::string& response, const std::string& at) {
  if (Length(response) <= limits::kMaxResponseChars) return absl::OkStatus();
  return InvalidField(at + ".short_text",
                      "must have at most " + std::to_string(limits::kMaxResponseChars) + " characters");
}

int DecidingPattern(const v1::ShortText& item, const std::string& response) {
  const FoldOptions options{item.case_sensitive(), item.accent_sensitive(), item.literal()};
  const std::u32string folded = Trim(Fold(response, options));
  if (folded.empty()) return -1;
  for (int i = 0; i < item.patterns_size(); ++i) {
    if (Pattern(item.patterns(i).pattern(), options).Matches(folded)) return i;
  }
  for (int i = 0; item.typo_tolerance() && i < item.patterns_size(); ++i) {
    if (Pattern(item.patterns(i).pattern(), options).MatchesWithTypos(folded)) return i;
  }
  return -1;
}

Judgement GradeShortText(const v1::ShortText& item, const std::string& response) {
  const int decides = DecidingPattern(item, response);
  return decides < 0 ? Judgement() : Worth(item.patterns(decides));
}

}  // namespace lyceum::quiz
