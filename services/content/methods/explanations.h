// The methods of lyceum.content.v1.ExplanationService.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/explanation_service.pb.h"
#include "services/content/methods/revisions.h"

namespace lyceum::content {

class Explanations {
 public:
  Explanations(sql::Database& database, Clock& clock, Revisions& revisions)
      : database_(database), clock_(clock), revisions_(revisions) {}

  absl::StatusOr<v1::CreateExplanationResponse> CreateExplanation(const Caller&, const v1::CreateExplanationRequest&);
  absl::StatusOr<v1::GetExplanationResponse> GetExplanation(const Caller&, const v1::GetExplanationRequest&);
  absl::StatusOr<v1::ListExplanationsResponse> ListExplanations(const Caller&, const v1::ListExplanationsRequest&);
  absl::StatusOr<v1::UpdateExplanationResponse> UpdateExplanation(const Caller&, const v1::UpdateExplanationRequest&);
  absl::StatusOr<v1::DeleteExplanationResponse> DeleteExplanation(const Caller&, const v1::DeleteExplanationRequest&);
  absl::StatusOr<v1::UndeleteExplanationResponse> UndeleteExplanation(const Caller&,
                                                                      const v1::UndeleteExplanationRequest&);
  absl::StatusOr<v1::PublishExplanationResponse> PublishExplanation(const Caller&,
                                                                    const v1::PublishExplanationRequest&);
  absl::StatusOr<v1::GetRevisionResponse> GetRevision(const Caller&, const v1::GetRevisionRequest&);
  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(const Caller&, const v1::ListRevisionsRequest&);
  absl::StatusOr<v1::DiffRevisionsResponse> DiffRevisions(const Caller&, const v1::DiffRevisionsRequest&);

 private:
  sql::Database& database_;
  Clock& clock_;
  Revisions& revisions_;
};

}  // namespace lyceum::content
