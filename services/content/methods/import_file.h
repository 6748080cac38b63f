// One file of an import: first read, without the database, then stored whole or not at all.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/transfer_service.pb.h"
#include "services/content/store/flashcards.h"
#include "services/content/store/search.h"

namespace lyceum::content {

// What became of a file's bytes.
struct ReadFile {
  // Until the file is stored its result is RESULT_FAILED. With problems: it cannot be read,
  // and nothing below is set but the hash.
  v1::ImportOutcome outcome;
  // SHA-256 of its bytes, in hex.
  std::string sha256;
  v1::Explanation draft;
  // Of a file that is to be published.
  store::SearchText text;
  // Empty if the request skips flashcards.
  std::vector<store::FlashcardRow> cards;

  bool good() const { return outcome.problems().empty(); }
};
ReadFile ReadImportFile(const v1::ImportExplanationsRequest& request, const v1::ImportFile& file);

// Adds to the outcome the violations that an error carries, or its message.
void AddProblems(const absl::Status& status, v1::ImportOutcome& outcome);

// True if a status of StoreImportFile is about the file, not about the database.
bool IsFaultOfFile(const absl::Status& status);

// Stores what a good file brings: explanation, publication, cards, and the hash of its
// bytes under `batch`, the id of this import. Bytes that are known make nothing new; they
// are published if that is asked for and nobody has touched the draft they made.
absl::Status StoreImportFile(sql::Transaction& t, const Caller& caller, absl::string_view batch,
                             const v1::ImportExplanationsRequest& request, const ReadFile& file, absl::Time now,
                             v1::ImportOutcome& outcome);

}  // namespace lyceum::content
