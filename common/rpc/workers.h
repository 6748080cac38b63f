// A fixed set of threads for work that may block: SQL, Redis, calls to other
// services. gRPC's own threads are few (two on a small machine) and must never
// wait; whoever blocks them stops the whole server.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace lyceum::rpc {

class Workers {
 public:
  // At most `queue_limit` pieces of work wait for one of `threads`.
  Workers(int threads, size_t queue_limit);

  // Finishes what was accepted, then stops.
  ~Workers();

  // False, and nothing done, if too much is waiting already.
  [[nodiscard]] bool Post(absl::AnyInvocable<void()> work);

  // How many wait, about.
  size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

 private:
  void Work();

  const size_t queue_limit_;
  absl::Mutex mutex_;
  absl::CondVar ready_;
  std::deque<absl::AnyInvocable<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::atomic<size_t> waiting_{0};
  std::vector<std::thread> threads_;
};

}  // namespace lyceum::rpc
