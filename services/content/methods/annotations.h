// The methods of lyceum.content.v1.AnnotationService.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/annotation_service.pb.h"
#include "services/content/methods/revisions.h"
#include "services/content/store/annotations.h"

namespace lyceum::content {

// An annotation is re-anchored when it is read: publishing stays quick however many
// annotations a text has, and texts that nobody reads cost nothing. What was found is
// stored, so each annotation is looked for once in a revision.
class Annotations {
 public:
  Annotations(sql::Database& database, Clock& clock, Revisions& revisions)
      : database_(database), clock_(clock), revisions_(revisions) {}

  absl::StatusOr<v1::CreateAnnotationResponse> CreateAnnotation(const Caller&, const v1::CreateAnnotationRequest&);
  absl::StatusOr<v1::GetAnnotationResponse> GetAnnotation(const Caller&, const v1::GetAnnotationRequest&);
  absl::StatusOr<v1::ListAnnotationsResponse> ListAnnotations(const Caller&, const v1::ListAnnotationsRequest&);
  absl::StatusOr<v1::UpdateAnnotationResponse> UpdateAnnotation(const Caller&, const v1::UpdateAnnotationRequest&);
  absl::StatusOr<v1::DeleteAnnotationResponse> DeleteAnnotation(const Caller&, const v1::DeleteAnnotationRequest&);

 private:
  // Looks for each in the newest revision of its text, unless that was done before.
  absl::Status ReAnchorAll(std::vector<store::AnnotationRow>& rows);

  sql::Database& database_;
  Clock& clock_;
  Revisions& revisions_;
};

}  // namespace lyceum::content
