#include "services/content/methods/cards.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/base/text.h"
#include "google/protobuf/util/time_util.h"
#include "services/content/limits.h"
#include "services/content/logic/derive.h"
#include "services/content/methods/filter.h"

namespace lyceum::content {
namespace {

void CheckLength(absl::string_view field, const std::string& text, int most, Violations& violations) {
  const int length = Length(text);
  if (length < 1 || length > most) violations.Add(field, absl::StrCat("must be 1 to ", most, " characters"));
}

// True if there is a {{c1::answer}} in it, with any number.
bool HasGap(absl::string_view text) {
  for (size_t at = text.find("{{c"); at != absl::string_view::npos; at = text.find("{{c", at + 1)) {
    absl::string_view gap = text.substr(at + 3);
    const size_t digits = std::min(gap.find_first_not_of("0123456789"), gap.size());
    gap.remove_prefix(digits);
    if (digits == 0 || !absl::ConsumePrefix(&gap, "::")) continue;
    const size_t end = gap.find_first_of("{}");
    if (end != absl::string_view::npos && end > 0 && absl::StartsWith(gap.substr(end), "}}")) return true;
  }
  return false;
}

// The text a card came from and its wording; not its place, which may move, nor its
// revision.
std::string Derivation(const v1::Flashcard& card) {
  const v1::TextSpan& span = card.lineage().span();
  return ShortHash(absl::StrJoin({span.section(), span.quote(), card.front(), card.back(), card.cloze_text(),
                                  absl::StrCat(card.kind())},
                                 "\n"));
}

}  // namespace

void CheckFlashcard(const v1::Flashcard& card, Violations& violations) {
  switch (card.kind()) {
    case v1::Flashcard::KIND_BASIC:
      CheckLength("flashcard.front", card.front(), kMaxCardSideChars, violations);
      CheckLength("flashcard.back", card.back(), kMaxCardSideChars, violations);
      if (!card.cloze_text().empty()) violations.Add("flashcard.cloze_text", "must be empty in a basic card");
      break;
    case v1::Flashcard::KIND_CLOZE:
      CheckLength("flashcard.cloze_text", card.cloze_text(), kMaxClozeChars, violations);
      if (!HasGap(card.cloze_text())) {
        violations.Add("flashcard.cloze_text", "must have a gap such as {{c1::answer}}");
      }
      if (!card.front().empty()) violations.Add("flashcard.front", "must be empty in a cloze card");
      if (!card.back().empty()) violations.Add("flashcard.back", "must be empty in a cloze card");
      break;
    default:
      violations.Add("flashcard.kind", "must be KIND_BASIC or KIND_CLOZE");
  }
  if (card.tags_size() > kMaxCardTags) violations.Add("flashcard.tags", absl::StrCat("must be at most ", kMaxCardTags));
  for (int i = 0; i < card.tags_size(); ++i) {
    if (IsTopicSegment(card.tags(i))) continue;
    violations.Add(absl::StrCat("flashcard.tags[", i, "]"),
                   absl::StrCat("must be 1 to ", kMaxTagChars, " characters of a-z 0-9 -"));
  }
}

absl::StatusOr<DerivedCards> StoreDerivedCards(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                               const v1::Explanation& explanation, absl::string_view creator,
                                               absl::Time now) {
  ASSIGN_OR_RETURN(std::set<std::string> known, store::Derivations(t, tenant, id));
  ASSIGN_OR_RETURN(int64_t count, store::CountFlashcards(t, tenant, id));
  DerivedCards cards;
  for (const CardCandidate& candidate : DeriveFlashcards(explanation)) {
    store::FlashcardRow row;
    row.card = candidate.card;
    row.derivation = Derivation(row.card);
    Violations violations;
    CheckFlashcard(row.card, violations);
    if (!violations.empty()) continue;  // longer than a card may be
    if (!known.insert(row.derivation).second) {
      ++cards.unchanged_count;
      continue;
    }
    if (++count > kMaxFlashcards) return LimitExceeded(explanation.name(), "kMaxFlashcards", kMaxFlashcards);
    row.tenant = std::string(tenant);
    row.explanation = std::string(id);
    row.id = IdText(NewId(now));
    row.card.set_creator(std::string(creator));
    *row.card.mutable_create_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(sql::Micros(now));
    *row.card.mutable_update_time() = row.card.create_time();
    RETURN_IF_ERROR(store::InsertFlashcard(t, row));
    cards.added.push_back(std::move(row.card));
  }
  return cards;
}

}  // namespace lyceum::content
