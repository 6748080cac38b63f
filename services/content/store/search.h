// The search index of published texts: kept with the publication, in its transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/logic/search/ranking.h"

namespace lyceum::content::store {

// What the index needs of a text, made without the database.
struct SearchText {
  // Base language: "de" of "de-AT".
  std::string language;
  // Plain text.
  std::string body;
  TermCounts counts;
};
SearchText ReadSearchText(const v1::Explanation& explanation, std::string body);

// Makes a published text findable under an id that has none yet.
absl::Status AddText(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                     const v1::Explanation& explanation, const SearchText& text);

// Makes a published text findable, in place of what was indexed under its id. `body` is
// its plain text.
absl::Status IndexText(sql::Transaction& t, absl::string_view tenant, absl::string_view id,
                       const v1::Explanation& explanation, absl::string_view body);

// Takes it out again; OK if it was not there.
absl::Status UnindexText(sql::Transaction& t, absl::string_view tenant, absl::string_view id);

struct SearchQuery {
  std::string tenant;
  std::string text;
  // BCP 47; empty searches every language.
  std::string language;
  // "history/cold-war/", or empty.
  std::string topic;
  // Exactly this tag, or empty.
  std::string exact_language;
};

struct FoundText {
  std::string id;
  double score = 0;
};

struct SearchAnswer {
  // Best first, ties by id; at most kMaxSearchHits.
  std::vector<FoundText> found;
  // What was searched for, by base language.
  std::map<std::string, std::vector<WeightedTerm>> terms;
};

// Ranks all texts that have any of the words while they are few. Of many it looks at
// kMaxSearchCandidates in each language: those with the rarest words first, those with two
// of the words before those with one.
absl::StatusOr<SearchAnswer> Search(sql::Transaction& t, const SearchQuery& query);

// The plain text that was indexed; empty if there is none.
absl::StatusOr<std::string> IndexedText(sql::Transaction& t, absl::string_view tenant, absl::string_view id);

}  // namespace lyceum::content::store
