// A place among the tokens of a text, and what stands there.
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "services/content/logic/date_words.h"

namespace lyceum::content {

// Asks about tokens ahead of the place; null or false beyond the end. `tokens` must outlive it.
class DateCursor {
 public:
  DateCursor(const std::vector<DateToken>& tokens, size_t at) : tokens_(tokens), at_(at) {}
  size_t at() const { return at_; }

 protected:
  const DateToken* Peek(size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? &tokens_[at_ + ahead] : nullptr;
  }
  bool IsMark(size_t ahead, absl::string_view mark) const {
    const DateToken* token = Peek(ahead);
    return token != nullptr && token->kind == DateToken::Kind::kMark && token->text == mark;
  }
  const DateToken* Word(size_t ahead = 0) const {
    const DateToken* token = Peek(ahead);
    return token != nullptr && token->kind == DateToken::Kind::kWord ? token : nullptr;
  }
  const DateToken* Number(size_t ahead = 0) const {
    const DateToken* token = Peek(ahead);
    return token != nullptr && token->kind == DateToken::Kind::kNumber ? token : nullptr;
  }
  bool Touch(size_t ahead) const { return Peek(ahead)->begin == Peek(ahead - 1)->end; }
  void SkipFillers() {
    while (Word() != nullptr && IsFillerWord(Word()->text)) ++at_;
  }
  bool Take(absl::string_view mark) {
    if (!IsMark(0, mark)) return false;
    ++at_;
    return true;
  }

  const std::vector<DateToken>& tokens_;
  size_t at_;
};

}  // namespace lyceum::content
