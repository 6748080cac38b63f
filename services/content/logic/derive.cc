#include "services/content/logic/derive.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/logic/anchor.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using Origin = CardCandidate::Origin;

class Deriver {
 public:
  explicit Deriver(const v1::Explanation& explanation) : explanation_(explanation) {}

  void Add(const v1::Section& section);
  std::vector<CardCandidate> Take() { return std::move(cards_); }

 private:
  // The answer stands in `part` of the section, whose text is `answer`.
  void Basic(Origin origin, const v1::Section& section, std::string part, const std::string& front,
             const std::string& back);
  void Cloze(Origin origin, const v1::Section& section, std::string part, const std::string& hidden,
             const std::string& rest);
  void Finish(CardCandidate candidate, const v1::Section& section, std::string part, const std::string& answer);

  const v1::Explanation& explanation_;
  std::vector<CardCandidate> cards_;
};

void Deriver::Finish(CardCandidate candidate, const v1::Section& section, std::string part, const std::string& answer) {
  if (cards_.size() >= kMaxDerivedCards) return;
  v1::Lineage& lineage = *candidate.card.mutable_lineage();
  lineage.set_explanation(explanation_.name());
  lineage.set_revision(explanation_.revision());
  TextPart text{section.id(), std::move(part), answer};
  *lineage.mutable_span() = MakeSpan(text, absl::string_view(text.text));
  cards_.push_back(std::move(candidate));
}

void Deriver::Basic(Origin origin, const v1::Section& section, std::string part, const std::string& front,
                    const std::string& back) {
  if (front.empty() || back.empty() || Length(front) > kMaxCardSideChars || Length(back) > kMaxCardSideChars) return;
  CardCandidate candidate{.origin = origin};
  candidate.card.set_kind(v1::Flashcard::KIND_BASIC);
  candidate.card.set_front(front);
  candidate.card.set_back(back);
  Finish(std::move(candidate), section, std::move(part), back);
}

// Where `word` stands in `text` as a whole word, whatever its case; npos if nowhere.
size_t FindWord(const std::string& text, const std::string& word) {
  std::string lower = absl::AsciiStrToLower(text), wanted = absl::AsciiStrToLower(word);
  auto letter = [&](size_t i) {
    return i < lower.size() && (absl::ascii_isalnum(static_cast<unsigned char>(lower[i])) || (lower[i] & 0x80) != 0);
  };
  for (size_t at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1)) {
    if ((at == 0 || !letter(at - 1)) && !letter(at + wanted.size())) return at;
  }
  return std::string::npos;
}

void Deriver::Cloze(Origin origin, const v1::Section& section, std::string part, const std::string& hidden,
                    const std::string& rest) {
  if (hidden.empty() || rest.empty()) return;
  // Texts with the marks of a gap would make gaps of their own.
  for (const std::string* text : {&hidden, &rest}) {
    if (absl::StrContains(*text, "{{") || absl::StrContains(*text, "}}") || absl::StrContains(*text, "::")) return;
  }
  if (Length(hidden) + Length(rest) > kMaxCardSideChars) return;
  CardCandidate candidate{.origin = origin};
  candidate.card.set_kind(v1::Flashcard::KIND_CLOZE);
  size_t at = FindWord(rest, hidden);
  if (at == std::string::npos) {
    candidate.card.set_cloze_text(absl::StrCat("{{c1::", hidden, "}}: ", rest));
  } else {
    candidate.card.set_cloze_text(absl::StrCat(rest.substr(0, at), "{{c1::", rest.substr(at, hidden.size()), "}}",
                                               rest.substr(at + hidden.size())));
  }
  Finish(std::move(candidate), section, std::move(part), hidden);
}

void Deriver::Add(const v1::Section& section) {
  for (int i = 0; i < section.term_table().rows_size(); ++i) {
    const auto& row = section.term_table().rows(i);
    std::string at = absl::StrCat("rows[", i, "]");
    Basic(Origin::kDefinition, section, at + ".definition", row.term(), row.definition());
    Basic(Origin::kTerm, section, at + ".term", row.definition(), row.term());
    Cloze(Origin::kClozeTerm, section, at + ".term", row.term(), row.definition());
  }
  for (int i = 0; i < section.timeline().rows_size(); ++i) {
    const auto& row = section.timeline().rows(i);
    std::string at = absl::StrCat("rows[", i, "]");
    Basic(Origin::kEvent, section, at + ".event", row.date().text(), row.event());
    Basic(Origin::kDate, section, at + ".date", row.event(), row.date().text());
    Cloze(Origin::kClozeDate, section, at + ".date", row.date().text(), row.event());
  }
  for (int i = 0; i < section.flashcards().pairs_size(); ++i) {
    const auto& pair = section.flashcards().pairs(i);
    Basic(Origin::kPair, section, absl::StrCat("pairs[", i, "].answer"), pair.question(), pair.answer());
  }
  for (int i = 0; i < section.faq().entries_size(); ++i) {
    const auto& entry = section.faq().entries(i);
    Basic(Origin::kFaq, section, absl::StrCat("entries[", i, "].answer"), entry.question(), entry.answer());
  }
}

}  // namespace

std::vector<CardCandidate> DeriveFlashcards(const v1::Explanation& explanation) {
  Deriver deriver(explanation);
  for (const v1::Section& section : explanation.sections()) deriver.Add(section);
  return deriver.Take();
}

}  // namespace lyceum::content
