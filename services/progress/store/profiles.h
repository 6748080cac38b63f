// Remembers the learners' settings and the days a change of them cut short.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/profile.pb.h"
#include "services/progress/logic/days.h"

namespace lyceum::progress {

// The profiles of those users that have stored one, by user id.
absl::StatusOr<std::map<std::string, v1::Profile>> LoadProfiles(sql::Transaction& transaction,
                                                                absl::string_view tenant,
                                                                const std::set<std::string>& users);

absl::Status PutProfile(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user,
                        const v1::Profile& profile);

// Marks [first, last] as cut short; nothing if last < first.
absl::Status AddBridges(sql::Transaction& transaction, absl::string_view tenant, absl::string_view user, Day first,
                        Day last);

// Ascending.
absl::StatusOr<std::vector<Day>> ListBridges(sql::Transaction& transaction, absl::string_view tenant,
                                             absl::string_view user);

}  // namespace lyceum::progress
