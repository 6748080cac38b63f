#include "services/progress/methods/learner.h"

#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "services/progress/methods/zones.h"
#include "services/progress/store/profiles.h"

namespace lyceum::progress {

v1::Profile DefaultProfile(absl::string_view tenant, absl::string_view user) {
  v1::Profile profile;
  profile.set_name(absl::StrCat("tenants/", tenant, "/users/", user, "/profile"));
  profile.set_time_zone("UTC");
  profile.set_rollover_hour(4);
  profile.set_etag(EtagOf(profile));
  return profile;
}

DayRule RuleOf(const v1::Profile& profile) {
  return {FindZone(profile.time_zone()).value_or(absl::UTCTimeZone()), profile.rollover_hour()};
}

std::string EtagOf(v1::Profile profile) {
  profile.clear_etag();
  return ShortHash(profile.SerializeAsString());
}

absl::StatusOr<v1::Profile> LoadProfile(sql::Transaction& transaction, absl::string_view tenant,
                                        absl::string_view user) {
  ASSIGN_OR_RETURN(const auto profiles, LoadProfiles(transaction, tenant, {std::string(user)}));
  if (profiles.empty()) return DefaultProfile(tenant, user);
  return profiles.begin()->second;
}

absl::StatusOr<std::map<std::string, DayRule>> LoadRules(sql::Transaction& transaction, absl::string_view tenant,
                                                         const std::set<std::string>& users) {
  ASSIGN_OR_RETURN(const auto profiles, LoadProfiles(transaction, tenant, users));
  std::map<std::string, DayRule> rules;
  for (const std::string& user : users) {
    const auto stored = profiles.find(user);
    rules[user] = RuleOf(stored != profiles.end() ? stored->second : DefaultProfile(tenant, user));
  }
  return rules;
}

}  // namespace lyceum::progress
