// Remembers where learners left off.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/resume.pb.h"

namespace lyceum::progress {

// Stores or moves a point and forgets the user's oldest beyond `keep`. `id` is
// the last segment of its name.
absl::Status PutResumePoint(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                            absl::string_view id, const v1::ResumePoint& point, absl::Time now, int keep);

// Nothing happens if there is none.
absl::Status DeleteResumePoint(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                               absl::string_view id);

struct ResumeRow {
  int64_t update_us = 0;
  std::string id;
  v1::ResumePoint point;
};

// Newest first, of equal times the greater id first; after (`after_us`,
// `after_id`), or from the beginning if `after_id` is "".
absl::StatusOr<std::vector<ResumeRow>> ListResumePoints(sql::Transaction& transaction, absl::string_view tenant,
                                                        absl::string_view user, int64_t after_us,
                                                        absl::string_view after_id, int limit);

}  // namespace lyceum::progress
