#include "services/content/methods/publish.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/content/logic/section_ids.h"
#include "services/content/logic/text_parts.h"
#include "services/content/logic/validate.h"
#include "services/content/store/listings.h"

namespace lyceum::content {
namespace {

// Everything a reader sees but the title.
std::string Body(const v1::Explanation& explanation) {
  std::string body = explanation.summary();
  for (const v1::Section& section : explanation.sections()) {
    for (const TextPart& part : PlainTexts(section)) {
      absl::StrAppend(&body, body.empty() ? "" : "\n", part.text);
    }
  }
  return body;
}

void MarkPublished(store::ExplanationFacts& facts, absl::Time now) {
  ++facts.version;
  facts.published_revision = facts.draft_revision;
  facts.publish_time = facts.update_time = now;
}

// The row of the revision and both listings.
absl::StatusOr<v1::Explanation> StoreRevision(sql::Transaction& t, const store::ExplanationFacts& facts,
                                              const v1::Explanation& draft, absl::string_view publisher) {
  v1::Explanation revision = draft;
  store::FillFacts(facts, revision);
  RETURN_IF_ERROR(store::InsertRevision(t, facts.tenant, facts.id, revision, publisher));
  RETURN_IF_ERROR(store::SaveListing(t, facts, revision, /*published=*/true));
  return revision;
}

}  // namespace

store::SearchText SearchTextOf(const v1::Explanation& explanation) {
  return store::ReadSearchText(explanation, Body(explanation));
}

v1::Explanation DraftText(const v1::Explanation& explanation) {
  v1::Explanation text = explanation;
  text.clear_name();
  text.clear_state();
  text.clear_published_revision();
  text.clear_revision();
  text.clear_etag();
  text.clear_create_time();
  text.clear_update_time();
  text.clear_publish_time();
  text.clear_creator();
  AssignSectionIds(text);
  return text;
}

absl::Status CheckDraft(const v1::Explanation& draft) {
  Violations violations;
  ValidateExplanation(draft, "explanation", violations);
  return violations.ToStatus();
}

absl::StatusOr<v1::Explanation> StoreNewDraft(sql::Transaction& t, store::ExplanationFacts& facts,
                                              const v1::Explanation& draft) {
  RETURN_IF_ERROR(store::InsertExplanation(t, facts));
  return StoreDraft(t, facts, draft);
}

absl::StatusOr<v1::Explanation> StoreNewRevision(sql::Transaction& t, store::ExplanationFacts& facts,
                                                 const v1::Explanation& draft, const store::SearchText& text,
                                                 absl::string_view publisher, absl::Time now) {
  MarkPublished(facts, now);
  RETURN_IF_ERROR(store::InsertExplanation(t, facts));
  RETURN_IF_ERROR(store::SaveDraft(t, facts, draft));
  ASSIGN_OR_RETURN(const v1::Explanation revision, StoreRevision(t, facts, draft, publisher));
  RETURN_IF_ERROR(store::AddText(t, facts.tenant, facts.id, revision, text));
  return revision;
}

absl::StatusOr<v1::Explanation> StoreDraft(sql::Transaction& t, const store::ExplanationFacts& facts,
                                           const v1::Explanation& draft) {
  RETURN_IF_ERROR(store::SaveDraft(t, facts, draft));
  v1::Explanation shown = draft;
  store::FillFacts(facts, shown);
  RETURN_IF_ERROR(store::SaveListing(t, facts, shown, /*published=*/false));
  return shown;
}

absl::StatusOr<v1::Explanation> PublishDraft(sql::Transaction& t, store::ExplanationFacts& facts,
                                             absl::string_view publisher, absl::Time now) {
  if (!facts.HasChanges()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_PUBLISH",
                 absl::StrCat("the draft of ", facts.Name(), " is published already; change it first"));
  }
  ASSIGN_OR_RETURN(const v1::Explanation draft, store::LoadDraft(t, facts.tenant, facts.id));
  RETURN_IF_ERROR(CheckDraft(draft));
  MarkPublished(facts, now);
  RETURN_IF_ERROR(store::UpdateExplanationFacts(t, facts));
  ASSIGN_OR_RETURN(const v1::Explanation revision, StoreRevision(t, facts, draft, publisher));
  RETURN_IF_ERROR(store::IndexText(t, facts.tenant, facts.id, revision, Body(revision)));
  return revision;
}

absl::Status ShowOrHide(sql::Transaction& t, const store::ExplanationFacts& facts) {
  RETURN_IF_ERROR(store::UpdateExplanationFacts(t, facts));
  RETURN_IF_ERROR(store::SetListingDeleted(t, facts));
  if (facts.deleted) return store::UnindexText(t, facts.tenant, facts.id);
  if (facts.published_revision == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string bytes,
                   store::LoadRevision(t, facts.tenant, facts.id, facts.published_revision));
  v1::Explanation revision;
  if (!revision.ParseFromString(bytes)) return absl::DataLossError("a stored revision");
  return store::IndexText(t, facts.tenant, facts.id, revision, Body(revision));
}

}  // namespace lyceum::content
