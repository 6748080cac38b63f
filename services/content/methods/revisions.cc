#include "services/content/methods/revisions.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/content/keys.h"

namespace lyceum::content {

absl::StatusOr<v1::Explanation> Revisions::Load(absl::string_view tenant, absl::string_view id, int64_t revision) {
  // The cache may run it on another thread, after this call has given up.
  auto load = [&database = database_, tenant = std::string(tenant), id = std::string(id),
               revision]() -> absl::StatusOr<std::string> {
    std::string bytes;
    RETURN_IF_ERROR(database.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(bytes, store::LoadRevision(t, tenant, id, revision));
      return absl::OkStatus();
    }));
    return bytes;
  };
  v1::Explanation explanation;
  bool parsed = false;
  if (cache_ == nullptr) {
    ASSIGN_OR_RETURN(const std::string bytes, load());
    parsed = explanation.ParseFromString(bytes);
  } else {
    // A revision that does not exist yet is not asked for in the cache's hearing: its
    // absence would be remembered when it is published.
    ASSIGN_OR_RETURN(const redis::Bytes bytes, cache_->Get(RevisionKey(tenant, id, revision), load));
    parsed = explanation.ParseFromString(*bytes);
  }
  if (!parsed) return absl::DataLossError("a stored revision");
  return explanation;
}

absl::StatusOr<store::ExplanationFacts> Revisions::Visible(absl::string_view tenant, absl::string_view id,
                                                           bool sees_drafts) {
  store::ExplanationFacts facts;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(facts, VisibleFacts(t, tenant, id, sees_drafts));
    return absl::OkStatus();
  }));
  return facts;
}

absl::StatusOr<store::ExplanationFacts> VisibleFacts(sql::Transaction& t, absl::string_view tenant,
                                                     absl::string_view id, bool sees_drafts) {
  ASSIGN_OR_RETURN(store::ExplanationFacts facts, store::FindExplanation(t, tenant, id));
  if (facts.deleted || (!sees_drafts && facts.published_revision == 0)) return NotFound(facts.Name());
  return facts;
}

}  // namespace lyceum::content
