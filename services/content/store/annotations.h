// Annotations in the database.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/content/v1/annotation.pb.h"

namespace lyceum::content::store {

struct AnnotationRow {
  std::string tenant, user, id;
  // Id of the explanation.
  std::string explanation;
  // The newest revision it was looked for in.
  int64_t checked_revision = 0;
  int64_t version = 1;
  v1::Annotation annotation;
};

// With name and etag filled in. NOT_FOUND, naming the annotation.
absl::StatusOr<AnnotationRow> FindAnnotation(sql::Transaction& t, absl::string_view tenant, absl::string_view user,
                                             absl::string_view id);

// Newest first, those before `before_id` (empty: from the newest), of one explanation if
// `explanation` is an id.
absl::StatusOr<std::vector<AnnotationRow>> ListAnnotations(sql::Transaction& t, absl::string_view tenant,
                                                           absl::string_view user, absl::string_view explanation,
                                                           absl::string_view before_id, int64_t limit);

// Fills name and etag.
absl::Status InsertAnnotation(sql::Transaction& t, AnnotationRow& row);
absl::Status UpdateAnnotation(sql::Transaction& t, AnnotationRow& row);

// Stores where it was found, unless somebody changed or re-anchored it meanwhile.
absl::Status SaveAnchor(sql::Transaction& t, const AnnotationRow& row, int64_t old_checked_revision);

absl::Status DeleteAnnotation(sql::Transaction& t, const AnnotationRow& row);

absl::StatusOr<int64_t> CountAnnotations(sql::Transaction& t, absl::string_view tenant, absl::string_view user);

}  // namespace lyceum::content::store
