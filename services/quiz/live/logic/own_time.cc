#include "services/quiz/live/logic/own_time.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {

void CheckOwnTimes(const v1::SessionSettings& settings, absl::string_view tenant, Violations& bad) {
  const absl::Duration credit =
      absl::Seconds(settings.latency_credit().seconds()) + absl::Nanoseconds(settings.latency_credit().nanos());
  if (credit < absl::ZeroDuration() || credit > limits::kMaxLatencyCredit) {
    bad.Add("settings.latency_credit", "must be 0 to 500 milliseconds (kMaxLatencyCredit)");
  }
  if (settings.accommodations_size() > limits::kMaxRoster) {
    bad.Add("settings.accommodations", absl::StrCat("must be at most ", limits::kMaxRoster, " (kMaxRoster)"));
    return;
  }
  const std::string users = absl::StrCat("tenants/", tenant, "/users/");
  std::set<std::string> seen;
  for (int i = 0; i < settings.accommodations_size(); ++i) {
    const v1::Accommodation& accommodation = settings.accommodations(i);
    const std::string field = absl::StrCat("settings.accommodations[", i, "]");
    if (!absl::StartsWith(accommodation.user(), users)) bad.Add(field + ".user", "must be a user of the same tenant");
    if (!seen.insert(accommodation.user()).second) bad.Add(field + ".user", "must not be named twice");
    if (accommodation.time_permille() < kWholePermille || accommodation.time_permille() > limits::kMaxTimePermille) {
      bad.Add(field + ".time_permille", absl::StrCat("must be ", kWholePermille, " to ", limits::kMaxTimePermille,
                                                     " (kMaxTimePermille)"));
    }
  }
}

int64_t TimePermille(const v1::SessionSettings& settings, absl::string_view user) {
  for (const v1::Accommodation& accommodation : settings.accommodations()) {
    if (accommodation.user() == user) return accommodation.time_permille();
  }
  return kWholePermille;
}

int64_t OwnTime(const State& state, int64_t permille) {
  return state.lasts_micros * std::min(permille, state.longest_permille) / kWholePermille;
}

int64_t WholeTime(const State& state) { return OwnTime(state, state.longest_permille); }

ItemRule OwnRule(ItemRule item, int64_t permille) {
  item.time_limit_micros = item.time_limit_micros * permille / kWholePermille;
  return item;
}

}  // namespace lyceum::quiz::live
