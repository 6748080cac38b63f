// Flashcards in the database.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/flashcard.pb.h"

namespace lyceum::content::store {

// A card with what is not in its message.
struct FlashcardRow {
  std::string tenant, explanation, id;
  // Cards of an explanation are listed by it.
  int64_t number = 0;
  int64_t version = 1;
  // What it was derived from, as a hash; empty for a card written by hand.
  std::string derivation;
  v1::Flashcard card;
};

// With name and etag filled in. NOT_FOUND, naming the card.
absl::StatusOr<FlashcardRow> FindFlashcard(sql::Transaction& t, absl::string_view tenant,
                                           absl::string_view explanation, absl::string_view id);

// Those after the number, in order, at most `limit`.
absl::StatusOr<std::vector<FlashcardRow>> ListFlashcards(sql::Transaction& t, absl::string_view tenant,
                                                         absl::string_view explanation, int64_t after, int64_t limit);

// Fills number, and name and etag of the card. ALREADY_EXISTS if the id is taken.
absl::Status InsertFlashcard(sql::Transaction& t, FlashcardRow& row);
// Fills the card's etag.
absl::Status UpdateFlashcard(sql::Transaction& t, FlashcardRow& row);
absl::Status DeleteFlashcard(sql::Transaction& t, const FlashcardRow& row);

absl::StatusOr<int64_t> CountFlashcards(sql::Transaction& t, absl::string_view tenant, absl::string_view explanation);

// What is known of the cards of an explanation; as it is made, of one that has none.
struct CardsOfExplanation {
  std::set<std::string> derivations;
  int64_t count = 0;
  int64_t last_number = 0;
};
absl::StatusOr<CardsOfExplanation> FindCards(sql::Transaction& t, absl::string_view tenant,
                                             absl::string_view explanation);

// Stores cards of one explanation whose ids are new and whose numbers are given, with
// few statements. Fills name and etag of each.
absl::Status InsertFlashcards(sql::Transaction& t, absl::Span<FlashcardRow> rows);

}  // namespace lyceum::content::store
