// The methods of lyceum.content.v1.FlashcardService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/flashcard_service.pb.h"

namespace lyceum::content {

class Flashcards {
 public:
  Flashcards(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::CreateFlashcardResponse> CreateFlashcard(const Caller&, const v1::CreateFlashcardRequest&);
  absl::StatusOr<v1::GetFlashcardResponse> GetFlashcard(const Caller&, const v1::GetFlashcardRequest&);
  absl::StatusOr<v1::ListFlashcardsResponse> ListFlashcards(const Caller&, const v1::ListFlashcardsRequest&);
  absl::StatusOr<v1::UpdateFlashcardResponse> UpdateFlashcard(const Caller&, const v1::UpdateFlashcardRequest&);
  absl::StatusOr<v1::DeleteFlashcardResponse> DeleteFlashcard(const Caller&, const v1::DeleteFlashcardRequest&);
  absl::StatusOr<v1::DeriveFlashcardsResponse> DeriveFlashcards(const Caller&, const v1::DeriveFlashcardsRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::content
