// Published revisions, read through the cache.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/redis/cache.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation.pb.h"
#include "services/content/store/explanations.h"

namespace lyceum::content {

class Revisions {
 public:
  // `cache` may be null. Both outlive this.
  Revisions(sql::Database& database, redis::Cache* cache) : database_(database), cache_(cache) {}

  // One published revision. NOT_FOUND if there is none. Call outside a transaction.
  absl::StatusOr<v1::Explanation> Load(absl::string_view tenant, absl::string_view id, int64_t revision);

  // The facts of an explanation that learners can see: published, not deleted; NOT_FOUND
  // otherwise. `sees_drafts`: only not deleted.
  absl::StatusOr<store::ExplanationFacts> Visible(absl::string_view tenant, absl::string_view id, bool sees_drafts);

 private:
  sql::Database& database_;
  redis::Cache* const cache_;
};

// The same inside a transaction.
absl::StatusOr<store::ExplanationFacts> VisibleFacts(sql::Transaction& t, absl::string_view tenant,
                                                     absl::string_view id, bool sees_drafts);

}  // namespace lyceum::content
