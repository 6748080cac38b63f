// Responses to items that nobody grades. Others read them, on a screen before a
// class, so that what cannot be seen or turns the line around stays out.
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/text.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade_kinds.h"
#include "services/quiz/logic/word_cloud.h"

namespace lyceum::quiz {
namespace {

enum class Breaks { kRefused, kTaken };  // of lines; tabs too

bool IsControl(UChar32 c, Breaks breaks) {
  if (c == '\n' || c == '\r' || c == '\t') return breaks == Breaks::kRefused;
  const int type = u_charType(c);
  return type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
         u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
}

bool HasControl(absl::string_view text, Breaks breaks) {
  const int32_t length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT(text.data(), at, length, c);
    if (c < 0 || IsControl(c, breaks)) return true;
  }
  return false;
}

absl::Status CheckWord(const std::string& word, const std::string& field) {
  const std::string length = absl::StrCat("must have 1 to ", limits::kMaxWordChars, " characters (kMaxWordChars)");
  // The length first: folding takes time.
  if (Length(word) > limits::kMaxWordChars) return InvalidField(field, length);
  if (HasControl(word, Breaks::kRefused)) return InvalidField(field, "must have no control characters");
  const int folded = Length(CloudWord(word));
  if (folded >= 1 && folded <= limits::kMaxWordChars) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(length, ", not only spaces"));
}

}  // namespace

absl::Status CheckPoll(const v1::Poll& item, const v1::ChoiceSet& response) {
  if (response.choices().empty() || (!item.several() && response.choices_size() > 1)) {
    return InvalidField("response.poll.choices", item.several() ? "must be at least one" : "must be exactly one");
  }
  std::set<std::string> seen;
  for (int i = 0; i < response.choices_size(); ++i) {
    const std::string field = absl::StrCat("response.poll.choices[", i, "]");
    const std::string& id = response.choices(i);
    const auto same = [&](const v1::Poll::Choice& choice) { return choice.id() == id; };
    if (std::none_of(item.choices().begin(), item.choices().end(), same)) {
      return InvalidField(field, "must be the id of one of the item's choices");
    }
    if (!seen.insert(id).second) return InvalidField(field, "must not repeat a choice");
  }
  return absl::OkStatus();
}

absl::Status CheckWordCloud(const v1::WordCloud& item, const v1::WordSet& response) {
  if (response.words().empty() || response.words_size() > item.max_words()) {
    return InvalidField("response.word_cloud.words", absl::StrCat("must be 1 to ", item.max_words(), " (max_words)"));
  }
  for (int i = 0; i < response.words_size(); ++i) {
    const absl::Status word = CheckWord(response.words(i), absl::StrCat("response.word_cloud.words[", i, "]"));
    if (!word.ok()) return word;
  }
  return absl::OkStatus();
}

absl::Status CheckOpenEnded(const v1::OpenEnded& item, const std::string& response) {
  const absl::string_view field = "response.open_ended";
  if (Length(response) > item.max_chars()) {
    return InvalidField(field, absl::StrCat("must have 1 to ", item.max_chars(), " characters (max_chars)"));
  }
  if (HasControl(response, Breaks::kTaken)) return InvalidField(field, "must have no control characters");
  if (CloudWord(response).empty()) return InvalidField(field, "must have something that can be seen");
  return absl::OkStatus();
}

absl::Status CheckScale(const v1::Scale& item, int32_t response) {
  if (response >= item.from() && response <= item.to()) return absl::OkStatus();
  return InvalidField("response.scale", absl::StrCat("must be ", item.from(), " to ", item.to()));
}

}  // namespace lyceum::quiz
