// What a flashcard must be, and cards made out of an explanation. Used by the methods and
// by imports.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/content/v1/flashcard.pb.h"
#include "services/content/store/flashcards.h"

namespace lyceum::content {

// Adds everything that is wrong with the card, with paths that begin with "flashcard".
void CheckFlashcard(const v1::Flashcard& card, Violations& violations);

struct DerivedCards {
  // Stored with this call.
  std::vector<v1::Flashcard> added;
  int unchanged_count = 0;
};

// The cards that can be derived from a text whose sections have ids, with their derivation;
// those longer than a card may be are left out. Made without the database.
std::vector<store::FlashcardRow> DerivedRows(const v1::Explanation& explanation);

// Stores those of `rows` that the explanation does not have yet, as derived from its
// `revision`. RESOURCE_EXHAUSTED above kMaxFlashcards of an explanation.
absl::StatusOr<DerivedCards> StoreMissingCards(sql::Transaction& t, const v1::Explanation& revision,
                                               store::CardsOfExplanation known, std::vector<store::FlashcardRow> rows,
                                               absl::string_view creator, absl::Time now);

// Derives cards from the explanation, whose name and revision are set, and stores those
// that its cards do not have yet. RESOURCE_EXHAUSTED above kMaxFlashcards of an explanation.
absl::StatusOr<DerivedCards> StoreDerivedCards(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                               const v1::Explanation& explanation, absl::string_view creator,
                                               absl::Time now);

}  // namespace lyceum::content
