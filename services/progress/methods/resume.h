// ResumeService: where learners go on.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/resume_service.pb.h"

namespace lyceum::progress {

// The id of the resume point of an attempt, given the attempt's name.
std::string AttemptPointId(absl::string_view attempt);

class Resume {
 public:
  Resume(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::SetResumePointResponse> SetResumePoint(const Caller& caller,
                                                            const v1::SetResumePointRequest& request);
  absl::StatusOr<v1::ListResumePointsResponse> ListResumePoints(const Caller& caller,
                                                                const v1::ListResumePointsRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress
