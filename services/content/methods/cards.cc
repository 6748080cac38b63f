#include "services/content/methods/cards.h"

#include <algorithm>
#include <utility>

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

std::vector<store::FlashcardRow> DerivedRows(const v1::Explanation& explanation) {
  std::vector<store::FlashcardRow> rows;
  for (CardCandidate& candidate : DeriveFlashcards(explanation)) {
    Violations violations;
    CheckFlashcard(candidate.card, violations);
    if (!violations.empty()) continue;
    store::FlashcardRow& row = rows.emplace_back();
    row.derivation = Derivation(candidate.card);
    row.card = std::move(candidate.card);
  }
  return rows;
}

absl::StatusOr<DerivedCards> StoreMissingCards(sql::Transaction& t, const v1::Explanation& revision,
                                               store::CardsOfExplanation known, std::vector<store::FlashcardRow> rows,
                                               absl::string_view creator, absl::Time now) {
  DerivedCards cards;
  std::vector<store::FlashcardRow> missing;
  for (store::FlashcardRow& row : rows) {
    if (!known.derivations.insert(row.derivation).second) {
      ++cards.unchanged_count;
      continue;
    }
    if (++known.count > kMaxFlashcards) return LimitExceeded(revision.name(), "kMaxFlashcards", kMaxFlashcards);
    row.tenant = std::string(Segment(revision.name(), 1));
    row.explanation = std::string(Segment(revision.name(), 3));
    row.id = IdText(NewId(now));
    row.number = ++known.last_number;
    row.card.mutable_lineage()->set_explanation(revision.name());
    row.card.mutable_lineage()->set_revision(revision.revision());
    row.card.set_creator(std::string(creator));
    *row.card.mutable_create_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(sql::Micros(now));
    *row.card.mutable_update_time() = row.card.create_time();
    missing.push_back(std::move(row));
  }
  RETURN_IF_ERROR(store::InsertFlashcards(t, absl::MakeSpan(missing)));
  for (store::FlashcardRow& row : missing) cards.added.push_back(std::move(row.card));
  return cards;
}

absl::StatusOr<DerivedCards> StoreDerivedCards(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                               const v1::Explanation& explanation, absl::string_view creator,
                                               absl::Time now) {
  ASSIGN_OR_RETURN(store::CardsOfExplanation known, store::FindCards(t, tenant, id));
  return StoreMissingCards(t, explanation, std::move(known), DerivedRows(explanation), creator, now);
}

}  // namespace lyceum::content
