#include "services/quiz/live/logic/co_hosts.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {

void CheckCoHosts(const UserNames& users, absl::string_view tenant, absl::string_view field, Violations& bad) {
  if (users.size() > limits::kMaxCoHosts) {
    return bad.Add(field, absl::StrCat("must be at most ", limits::kMaxCoHosts, " (kMaxCoHosts)"));
  }
  const std::string prefix = absl::StrCat("tenants/", tenant, "/users/");
  std::set<std::string> seen;
  for (int i = 0; i < users.size(); ++i) {
    const std::string place = absl::StrCat(field, "[", i, "]");
    if (!absl::StartsWith(users[i], prefix)) bad.Add(place, "must be a user of the same tenant");
    if (!seen.insert(users[i]).second) bad.Add(place, "must not be named twice");
  }
}

v1::LogEvent CoHostsAre(const UserNames& users, int64_t now_micros) {
  v1::LogEvent event;
  event.set_at_micros(now_micros);
  v1::LogCoHosts& co_hosts = *event.mutable_co_hosts();
  for (const std::string& user : users) co_hosts.add_users(user.substr(user.rfind('/') + 1));
  return event;
}

bool IsCoHost(const State& state, absl::string_view user) {
  return std::find(state.co_hosts.begin(), state.co_hosts.end(), user) != state.co_hosts.end();
}

}  // namespace lyceum::quiz::live
