#include "services/quiz/live/methods/guesses.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ip.h"

namespace lyceum::quiz::live {
namespace {

std::string UserKey(const Caller& caller) { return absl::StrCat(caller.tenant, "/", caller.user); }

std::string JoinCodeKey(const Caller& caller, const Key& session) {
  return absl::StrCat(UserKey(caller), "/", session.session);
}

absl::Status Until(absl::Duration wait, absl::string_view subject, absl::string_view limit, int64_t value) {
  if (wait <= absl::ZeroDuration()) return absl::OkStatus();
  return RetryAfter(LimitExceeded(subject, limit, value), wait);
}

}  // namespace

absl::Status Guesses::MayTryPin(const Caller& caller, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  absl::Duration wait = users_.Wait(UserKey(caller), now);
  if (!caller.address.empty()) wait = std::max(wait, addresses_.Wait(SubscriberOf(caller.address), now));
  return Until(wait, "the number of wrong PINs a minute", "kMaxPinMisses", limits::kMaxPinMisses);
}

void Guesses::WrongPin(const Caller& caller, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  users_.Take(UserKey(caller), now);
  if (!caller.address.empty()) addresses_.Take(SubscriberOf(caller.address), now);
}

absl::Status Guesses::MayTryJoinCode(const Caller& caller, const Key& session, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return Until(join_codes_.Wait(JoinCodeKey(caller, session), now), "the number of wrong join codes a minute",
               "kMaxJoinCodeMisses", limits::kMaxJoinCodeMisses);
}

void Guesses::WrongJoinCode(const Caller& caller, const Key& session, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  join_codes_.Take(JoinCodeKey(caller, session), now);
}

}  // namespace lyceum::quiz::live
