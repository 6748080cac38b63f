// What storing, publishing and hiding an explanation does to each of its tables. Used by
// the methods and by imports, inside their transactions.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/store/explanations.h"
#include "services/content/store/search.h"

namespace lyceum::content {

// What a client may set in an explanation, with section ids given; the rest is dropped.
v1::Explanation DraftText(const v1::Explanation& explanation);

// Checks the draft's rules: INVALID_ARGUMENT with every violation, under "explanation".
absl::Status CheckDraft(const v1::Explanation& draft);

// Stores a new draft. Returns it as its author sees it.
absl::StatusOr<v1::Explanation> StoreNewDraft(sql::Transaction& t, store::ExplanationFacts& facts,
                                              const v1::Explanation& draft);

// What the index needs of a text that is to be published.
store::SearchText SearchTextOf(const v1::Explanation& explanation);

// Stores a new explanation that is published at once. Returns the revision.
absl::StatusOr<v1::Explanation> StoreNewRevision(sql::Transaction& t, store::ExplanationFacts& facts,
                                                 const v1::Explanation& draft, const store::SearchText& text,
                                                 absl::string_view publisher, absl::Time now);

// Stores a changed draft under facts that are changed already.
absl::StatusOr<v1::Explanation> StoreDraft(sql::Transaction& t, const store::ExplanationFacts& facts,
                                           const v1::Explanation& draft);

// Freezes the draft as the next revision and puts it into listings and search. Returns
// the revision. FAILED_PRECONDITION (NOTHING_TO_PUBLISH) if it has not changed.
absl::StatusOr<v1::Explanation> PublishDraft(sql::Transaction& t, store::ExplanationFacts& facts,
                                             absl::string_view publisher, absl::Time now);

// Takes it out of listings and search, or puts it back, as facts.deleted says.
absl::Status ShowOrHide(sql::Transaction& t, const store::ExplanationFacts& facts);

}  // namespace lyceum::content
