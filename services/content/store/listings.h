// What lists show of explanations: a row for each draft and one for each newest
// published revision, filtered, ordered and paged in the database.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/store/explanations.h"

namespace lyceum::content::store {

enum class View : int64_t { kDrafts = 0, kPublished = 1 };

struct ListingQuery {
  std::string tenant;
  View view = View::kPublished;
  // "history/cold-war/", or empty for every topic.
  std::string topic;
  // Exactly this tag, or empty.
  std::string language;
  // One state, or unspecified.
  v1::Explanation::State state = v1::Explanation::STATE_UNSPECIFIED;
  bool show_deleted = false;
  enum class Order { kNewest, kOldest, kTitle, kTitleDescending } order = Order::kNewest;
  // The last row of the page before; empty for the first page.
  std::string after_key, after_id;
  int64_t limit = 0;
};

struct ListingRow {
  // Without sections.
  v1::Explanation explanation;
  // For the next page.
  std::string key, id;
};

absl::StatusOr<std::vector<ListingRow>> ListExplanations(sql::Transaction& t, const ListingQuery& query);

// Stores the rows of the draft and, if `published`, of the newest revision, which is then
// the same: `shown` is the whole text with its facts filled in.
absl::Status SaveListing(sql::Transaction& t, const ExplanationFacts& facts, const v1::Explanation& shown,
                         bool published);

// Marks both rows as the facts say.
absl::Status SetListingDeleted(sql::Transaction& t, const ExplanationFacts& facts);

// The published row of one explanation, without sections. NOT_FOUND if none.
absl::StatusOr<v1::Explanation> PublishedSummary(sql::Transaction& t, absl::string_view tenant, absl::string_view id);

// "history/cold-war/" for a topic path: what lies below a topic begins with it.
std::string TopicKey(const v1::Explanation& explanation);

// The first key after all those that begin with `prefix`, which ends in '/'.
std::string AfterPrefix(absl::string_view prefix);

}  // namespace lyceum::content::store
