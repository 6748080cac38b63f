// Who guesses too often, as far as this process has seen: wrong PINs of a user and
// of an address, wrong join codes of a user in a session. Being right costs nothing.
//
// A PIN is one of 90 million. At 10 misses a minute an address (or a user) finds a
// given session after 75,000 hours in the mean, one of 1,000 sessions of its tenant
// after 150 hours; with N replicas, which count apart, N times as fast.
#pragma once

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/base/token_buckets.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/store/sessions.h"

namespace lyceum::quiz::live {

class Guesses {
 public:
  // RESOURCE_EXHAUSTED with RetryInfo after too many wrong ones, whatever comes next.
  absl::Status MayTryPin(const Caller& caller, absl::Time now);
  void WrongPin(const Caller& caller, absl::Time now);

  absl::Status MayTryJoinCode(const Caller& caller, const Key& session, absl::Time now);
  void WrongJoinCode(const Caller& caller, const Key& session, absl::Time now);

 private:
  absl::Mutex mutex_;
  TokenBuckets users_ ABSL_GUARDED_BY(mutex_){limits::kMaxPinMisses, absl::Minutes(1) / limits::kMaxPinMisses,
                                              limits::kMaxGuessers};
  TokenBuckets addresses_ ABSL_GUARDED_BY(mutex_){limits::kMaxPinMissesAtOnce,
                                                  absl::Minutes(1) / limits::kMaxPinMisses, limits::kMaxGuessers};
  TokenBuckets join_codes_ ABSL_GUARDED_BY(mutex_){
      limits::kMaxJoinCodeMisses, absl::Minutes(1) / limits::kMaxJoinCodeMisses, limits::kMaxGuessers};
};

}  // namespace lyceum::quiz::live
