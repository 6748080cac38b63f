// Counts what an engine commits; a few relaxed additions a transaction.
#pragma once

#include <atomic>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/sql/database.h"

namespace lyceum::sql {

class WriteTally {
 public:
  // Commits `bodies` bodies by `commit`, and counts them if it succeeds.
  absl::Status Commit(int64_t bodies, absl::FunctionRef<absl::Status()> commit) {
    const int64_t start = absl::GetCurrentTimeNanos();
    absl::Status status = commit();
    if (!status.ok()) return status;
    writes_.fetch_add(bodies, std::memory_order_relaxed);
    commits_.fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(absl::GetCurrentTimeNanos() - start, std::memory_order_relaxed);
    return status;
  }

  WriteCounts counts() const {
    return {writes_.load(std::memory_order_relaxed), commits_.load(std::memory_order_relaxed),
            nanoseconds_.load(std::memory_order_relaxed)};
  }

 private:
  std::atomic<int64_t> writes_{0}, commits_{0}, nanoseconds_{0};
};

}  // namespace lyceum::sql
