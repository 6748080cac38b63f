// ProfileService: the learner's settings that statistics depend on.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/profile_service.pb.h"

namespace lyceum::progress {

class Profiles {
 public:
  Profiles(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::GetProfileResponse> GetProfile(const Caller& caller, const v1::GetProfileRequest& request);
  absl::StatusOr<v1::UpdateProfileResponse> UpdateProfile(const Caller& caller,
                                                          const v1::UpdateProfileRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress
