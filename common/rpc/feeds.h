// All open streams of a server: threads that ask them for messages, a bound on
// their number, a watch on their readers, and their common end.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/rpc/feed.h"
#include "common/rpc/metrics.h"
#include "common/rpc/workers.h"
#include "grpcpp/server_context.h"

namespace lyceum::rpc {

class Feeds {
 public:
  struct Options {
    int threads;
    int max_streams;
    // A reader that has not taken a message after this is cut off.
    absl::Duration patience;
  };

  // `clock` tells when tokens expire. It and `metrics` must outlive this.
  Feeds(const Options& options, Clock& clock, Metrics& metrics);
  // The gRPC server is gone by then, and with it every stream.
  ~Feeds();

  // A place for a call that is about to become a stream, kept until its OnDone.
  // RESOURCE_EXHAUSTED if all are taken; UNAVAILABLE, DRAINING, after Drain.
  absl::StatusOr<std::shared_ptr<Feed>> Add(grpc::CallbackServerContext& context);

  // Ends every stream with UNAVAILABLE, DRAINING, and refuses new ones. Does
  // not wait for them.
  void Drain();

  // For Feed.
  void Queue(std::shared_ptr<Feed> feed);
  void Remove(Feed& feed);
  void CountMessage() { metrics_.stream_messages.fetch_add(1, std::memory_order_relaxed); }
  void CountCutOff() { metrics_.streams_cut_off.fetch_add(1, std::memory_order_relaxed); }

 private:
  std::vector<std::shared_ptr<Feed>> AllLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Watch();

  const Options options_;
  Clock& clock_;
  Metrics& metrics_;
  absl::Mutex mutex_;
  absl::CondVar stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const Feed*, std::shared_ptr<Feed>> feeds_ ABSL_GUARDED_BY(mutex_);
  Workers workers_;
  std::thread watch_;
};

}  // namespace lyceum::rpc
