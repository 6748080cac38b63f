// A learner's settings as the methods use them.
#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/profile.pb.h"
#include "services/progress/logic/days.h"

namespace lyceum::progress {

// The profile of a user who has stored none: UTC, days from 4 o'clock, no goal.
v1::Profile DefaultProfile(absl::string_view tenant, absl::string_view user);

// When this profile's days begin. UTC if the zone is no longer known here.
DayRule RuleOf(const v1::Profile& profile);

// What the etag of this profile is, whatever its etag field holds.
std::string EtagOf(v1::Profile profile);

// The stored profile or the default one, with its etag.
absl::StatusOr<v1::Profile> LoadProfile(sql::Transaction& transaction, absl::string_view tenant,
                                        absl::string_view user);

// The rule of each of these users.
absl::StatusOr<std::map<std::string, DayRule>> LoadRules(sql::Transaction& transaction, absl::string_view tenant,
                                                         const std::set<std::string>& users);

}  // namespace lyceum::progress
