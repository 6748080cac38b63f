// What this process received in time of the item that is open. It vouches for the
// first response of each participant only: who tries all of them while the
// database is away can prove one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/quiz/live/logic/receipt.h"

namespace lyceum::quiz::live {

// Times `now` are on the steady clock. What it knows of an item goes when an
// answer to another one is received.
class ReceiptMemory {
 public:
  // The answer came in time, `elapsed_micros` after the opening. True if it is the
  // first response of this participant, or the same again.
  bool Keep(const Receipt& receipt, int64_t elapsed_micros, absl::Duration now);

  // When the response came first, if that was more than `least` ago.
  std::optional<int64_t> Find(const Receipt& receipt, absl::Duration least, absl::Duration now);

  void Forget(const std::string& participant);
  void ForgetAll();

 private:
  struct Kept {
    std::string digest;  // of the response
    int64_t elapsed_micros = 0;
    absl::Duration when;
  };
  absl::Mutex mutex_;
  int item_ ABSL_GUARDED_BY(mutex_) = -1;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);  // by participant
};

}  // namespace lyceum::quiz::live
