// The reading half of ExplanationService.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "services/content/logic/diff.h"
#include "services/content/methods/explanations.h"
#include "services/content/methods/names.h"

namespace lyceum::content {
namespace {

absl::Status NoRevision(const store::ExplanationFacts& facts, int64_t revision) {
  return NotFound(absl::StrCat(facts.Name(), " revision ", revision));
}

// The revision asked for, or the newest. NOT_FOUND if there is none, so that the cache is
// never asked for what may be published later.
absl::StatusOr<int64_t> Existing(const store::ExplanationFacts& facts, int64_t asked, absl::string_view field) {
  if (asked < 0) return InvalidField(field, "must not be negative");
  if (facts.published_revision == 0) return NotFound(facts.Name());
  if (asked > facts.published_revision) return NoRevision(facts, asked);
  return asked == 0 ? facts.published_revision : asked;
}

}  // namespace

absl::StatusOr<v1::GetExplanationResponse> Explanations::GetExplanation(const Caller& caller,
                                                                        const v1::GetExplanationRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
  v1::GetExplanationResponse response;
  if (request.view() == v1::GetExplanationRequest::VIEW_DRAFT) {
    if (!SeesDrafts(caller)) return NotFound(request.name());
    RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
      ASSIGN_OR_RETURN(const store::ExplanationFacts facts, VisibleFacts(t, tenant, id, true));
      ASSIGN_OR_RETURN(*response.mutable_explanation(), store::LoadDraft(t, tenant, id));
      store::FillFacts(facts, *response.mutable_explanation());
      return absl::OkStatus();
    }));
    return response;
  }
  ASSIGN_OR_RETURN(const store::ExplanationFacts facts, revisions_.Visible(tenant, id, false));
  ASSIGN_OR_RETURN(*response.mutable_explanation(), revisions_.Load(tenant, id, facts.published_revision));
  return response;
}

absl::StatusOr<v1::GetRevisionResponse> Explanations::GetRevision(const Caller&,
                                                                  const v1::GetRevisionRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
  store::ExplanationFacts facts;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(facts, store::FindExplanation(t, tenant, id));
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(const int64_t revision, Existing(facts, request.revision(), "revision"));
  v1::GetRevisionResponse response;
  ASSIGN_OR_RETURN(*response.mutable_explanation(), revisions_.Load(tenant, id, revision));
  return response;
}

absl::StatusOr<v1::ListRevisionsResponse> Explanations::ListRevisions(const Caller& caller,
                                                                      const v1::ListRevisionsRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::string scope = absl::StrCat("ListRevisions\n", request.name());
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  int64_t before = 0;
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &before)) return InvalidField("page_token", "is damaged");
  std::vector<v1::RevisionSummary> list;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    RETURN_IF_ERROR(VisibleFacts(t, tenant, id, SeesDrafts(caller)).status());
    ASSIGN_OR_RETURN(list, store::ListRevisions(t, tenant, id, before, page_size + 1));
    return absl::OkStatus();
  }));
  v1::ListRevisionsResponse response;
  for (size_t i = 0; i < list.size() && i < static_cast<size_t>(page_size); ++i) *response.add_revisions() = list[i];
  if (list.size() > static_cast<size_t>(page_size)) {
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(list[page_size - 1].revision())));
  }
  return response;
}

absl::StatusOr<v1::DiffRevisionsResponse> Explanations::DiffRevisions(const Caller&,
                                                                      const v1::DiffRevisionsRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
  ASSIGN_OR_RETURN(const store::ExplanationFacts facts, revisions_.Visible(tenant, id, false));
  ASSIGN_OR_RETURN(const int64_t to, Existing(facts, request.to_revision(), "to_revision"));
  int64_t from = to - 1;
  if (request.from_revision() != 0) {
    ASSIGN_OR_RETURN(from, Existing(facts, request.from_revision(), "from_revision"));
  }
  v1::Explanation before;
  if (from > 0) {
    ASSIGN_OR_RETURN(before, revisions_.Load(tenant, id, from));
  }
  ASSIGN_OR_RETURN(const v1::Explanation after, revisions_.Load(tenant, id, to));
  v1::DiffRevisionsResponse response;
  *response.mutable_diff() = DiffExplanations(before, after);
  response.set_from_revision(from);
  response.set_to_revision(to);
  return response;
}

}  // namespace lyceum::content
