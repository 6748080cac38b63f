// Writing and listing; reading of revisions is in explanation_revisions.cc.
#include "services/content/methods/explanations.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "services/content/methods/change.h"
#include "services/content/methods/filter.h"
#include "services/content/methods/mask.h"
#include "services/content/methods/names.h"
#include "services/content/methods/publish.h"
#include "services/content/store/listings.h"

namespace lyceum::content {

absl::StatusOr<v1::CreateExplanationResponse> Explanations::CreateExplanation(
    const Caller& caller, const v1::CreateExplanationRequest& request) {
  const absl::Time now = clock_.Now();
  const v1::Explanation draft = DraftText(request.explanation());
  RETURN_IF_ERROR(CheckDraft(draft));
  ASSIGN_OR_RETURN(const std::string id, ChosenId(request.explanation_id(), "explanation_id", now));
  return Change<v1::CreateExplanationResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::CreateExplanationResponse> {
        store::ExplanationFacts facts;
        facts.tenant = std::string(Segment(request.parent(), 1));
        facts.id = id;
        facts.creator = caller.user;
        facts.create_time = facts.update_time = now;
        facts.publish_time = absl::InfinitePast();
        v1::CreateExplanationResponse response;
        ASSIGN_OR_RETURN(*response.mutable_explanation(), StoreNewDraft(t, facts, draft));
        return response;
      });
}

absl::StatusOr<v1::UpdateExplanationResponse> Explanations::UpdateExplanation(
    const Caller& caller, const v1::UpdateExplanationRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UpdateExplanationResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::UpdateExplanationResponse> {
        const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
        ASSIGN_OR_RETURN(store::ExplanationFacts facts, VisibleFacts(t, tenant, id, true));
        RETURN_IF_ERROR(CheckEtag(request.explanation().etag(), facts.Etag(), facts.Name()));
        ASSIGN_OR_RETURN(v1::Explanation draft, store::LoadDraft(t, tenant, id));
        RETURN_IF_ERROR(ApplyMask(request.update_mask(),
                                  {"title", "language", "topic_path", "summary", "sections", "provenance"},
                                  request.explanation(), draft));
        draft = DraftText(draft);
        RETURN_IF_ERROR(CheckDraft(draft));
        ++facts.version;
        facts.draft_revision = facts.published_revision + 1;
        facts.update_time = now;
        RETURN_IF_ERROR(store::UpdateExplanationFacts(t, facts));
        v1::UpdateExplanationResponse response;
        ASSIGN_OR_RETURN(*response.mutable_explanation(), StoreDraft(t, facts, draft));
        return response;
      });
}

absl::StatusOr<v1::PublishExplanationResponse> Explanations::PublishExplanation(
    const Caller& caller, const v1::PublishExplanationRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::PublishExplanationResponse>(
      database_, caller, request, now, request.validate_only(),
      [&](sql::Transaction& t) -> absl::StatusOr<v1::PublishExplanationResponse> {
        ASSIGN_OR_RETURN(store::ExplanationFacts facts,
                         VisibleFacts(t, Segment(request.name(), 1), Segment(request.name(), 3), true));
        RETURN_IF_ERROR(CheckEtag(request.etag(), facts.Etag(), facts.Name()));
        v1::PublishExplanationResponse response;
        ASSIGN_OR_RETURN(*response.mutable_explanation(), PublishDraft(t, facts, caller.user, now));
        return response;
      });
}

absl::StatusOr<v1::DeleteExplanationResponse> Explanations::DeleteExplanation(
    const Caller& caller, const v1::DeleteExplanationRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::DeleteExplanationResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::DeleteExplanationResponse> {
        const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
        ASSIGN_OR_RETURN(store::ExplanationFacts facts, VisibleFacts(t, tenant, id, true));
        RETURN_IF_ERROR(CheckEtag(request.etag(), facts.Etag(), facts.Name()));
        ++facts.version;
        facts.deleted = true;
        facts.update_time = now;
        RETURN_IF_ERROR(ShowOrHide(t, facts));
        v1::DeleteExplanationResponse response;
        ASSIGN_OR_RETURN(const v1::Explanation draft, store::LoadDraft(t, tenant, id));
        ASSIGN_OR_RETURN(*response.mutable_explanation(), StoreDraft(t, facts, draft));
        return response;
      });
}

absl::StatusOr<v1::UndeleteExplanationResponse> Explanations::UndeleteExplanation(
    const Caller& caller, const v1::UndeleteExplanationRequest& request) {
  const absl::Time now = clock_.Now();
  return Change<v1::UndeleteExplanationResponse>(
      database_, caller, request, now, false,
      [&](sql::Transaction& t) -> absl::StatusOr<v1::UndeleteExplanationResponse> {
        const absl::string_view tenant = Segment(request.name(), 1), id = Segment(request.name(), 3);
        ASSIGN_OR_RETURN(store::ExplanationFacts facts, store::FindExplanation(t, tenant, id));
        RETURN_IF_ERROR(CheckEtag(request.etag(), facts.Etag(), facts.Name()));
        if (!facts.deleted) {
          return Error(absl::StatusCode::kFailedPrecondition, "NOT_DELETED",
                       absl::StrCat(facts.Name(), " is not deleted"));
        }
        ++facts.version;
        facts.deleted = false;
        facts.update_time = now;
        RETURN_IF_ERROR(ShowOrHide(t, facts));
        v1::UndeleteExplanationResponse response;
        ASSIGN_OR_RETURN(const v1::Explanation draft, store::LoadDraft(t, tenant, id));
        ASSIGN_OR_RETURN(*response.mutable_explanation(), StoreDraft(t, facts, draft));
        return response;
      });
}

absl::StatusOr<v1::ListExplanationsResponse> Explanations::ListExplanations(
    const Caller& caller, const v1::ListExplanationsRequest& request) {
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter(), true));
  store::ListingQuery query;
  ASSIGN_OR_RETURN(query.order, ParseOrder(request.order_by()));
  const bool drafts = SeesDrafts(caller);
  query.tenant = std::string(Segment(request.parent(), 1));
  query.view = drafts ? store::View::kDrafts : store::View::kPublished;
  query.topic = filter.topic;
  query.language = filter.language;
  query.state = filter.state;
  query.show_deleted = caller.Is(api::v1::ROLE_AUTHOR) &&
                       (request.show_deleted() || filter.state == v1::Explanation::STATE_DELETED);
  query.limit = page_size + 1;
  const std::string scope = absl::StrCat("ListExplanations\n", request.parent(), "\n", request.filter(), "\n",
                                         request.order_by(), "\n", query.show_deleted, drafts);
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(scope, request.page_token()));
  if (!cursor.empty()) {
    const std::pair<std::string, std::string> after = absl::StrSplit(cursor, absl::MaxSplits('\n', 1));
    query.after_id = after.first;
    query.after_key = after.second;
  }
  std::vector<store::ListingRow> rows;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(rows, store::ListExplanations(t, query));
    return absl::OkStatus();
  }));
  v1::ListExplanationsResponse response;
  for (size_t i = 0; i < rows.size() && i < static_cast<size_t>(page_size); ++i) {
    *response.add_explanations() = std::move(rows[i].explanation);
  }
  if (rows.size() > static_cast<size_t>(page_size)) {
    const store::ListingRow& last = rows[page_size - 1];
    response.set_next_page_token(EncodePageToken(scope, absl::StrCat(last.id, "\n", last.key)));
  }
  return response;
}

}  // namespace lyceum::content
