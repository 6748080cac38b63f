// Explanations in the database: facts, drafts, published revisions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "lyceum/content/v1/revision.pb.h"

namespace lyceum::content::store {

// What is known of an explanation besides its text.
struct ExplanationFacts {
  std::string tenant, id;
  // Counts changes of any kind; the etag is made of it.
  int64_t version = 1;
  // The revision the draft is, or will be when it is published.
  int64_t draft_revision = 1;
  int64_t published_revision = 0;
  bool deleted = false;
  std::string creator;
  absl::Time create_time, update_time, publish_time;

  std::string Name() const;
  std::string Etag() const;
  bool HasChanges() const { return draft_revision > published_revision; }
};

// NOT_FOUND, naming the explanation. Finds deleted ones too.
absl::StatusOr<ExplanationFacts> FindExplanation(sql::Transaction& t, absl::string_view tenant, absl::string_view id);

// ALREADY_EXISTS if the id is taken.
absl::Status InsertExplanation(sql::Transaction& t, const ExplanationFacts& facts);
absl::Status UpdateExplanationFacts(sql::Transaction& t, const ExplanationFacts& facts);

// The draft's text as its author left it.
absl::StatusOr<v1::Explanation> LoadDraft(sql::Transaction& t, absl::string_view tenant, absl::string_view id);
absl::Status SaveDraft(sql::Transaction& t, const ExplanationFacts& facts, const v1::Explanation& draft);

// Serialized. NOT_FOUND if there is no such revision.
absl::StatusOr<std::string> LoadRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                                         int64_t revision);
absl::Status InsertRevision(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                            const v1::Explanation& revision, absl::string_view publisher);

// Newest first, from before `before` (0: from the newest) on, at most `limit`.
absl::StatusOr<std::vector<v1::RevisionSummary>> ListRevisions(sql::Transaction& t, absl::string_view tenant,
                                                               absl::string_view id, int64_t before, int64_t limit);

// Puts the server's facts into a text that is shown as the draft.
void FillFacts(const ExplanationFacts& facts, v1::Explanation& draft);

}  // namespace lyceum::content::store
