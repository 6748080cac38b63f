// The events of one live session, read by a thread of its own and kept until the
// one who shows them has time. A stream that breaks is resumed at another
// replica; each event of the log comes once, in order.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "lyceum/quiz/v1/session_service.pb.h"
#include "services/lyceumctl/session_replicas.h"

namespace lyceum::ctl {

class SessionWatch {
 public:
  // Watches `session` as `participant`, or as the host if that is empty, from its
  // beginning on. `replicas` is copied from; its token is the watcher's.
  SessionWatch(const Replicas& replicas, std::string session, std::string participant);
  ~SessionWatch();
  SessionWatch(const SessionWatch&) = delete;
  SessionWatch& operator=(const SessionWatch&) = delete;

  // Becomes readable when there is something to take.
  int fd() const { return pipe_[0]; }

  struct News {
    std::vector<quiz::v1::SessionEvent> events;
    // Why there is no stream at the moment; OK if there is one.
    absl::Status trouble;
    // No more will come: the session has ended, or `trouble` cannot be mended.
    bool over = false;
  };
  // What came since the last time.
  News Take();

 private:
  void Run();
  // Reads one stream to its end.
  absl::Status Read(int replica);
  void Tell(absl::Status trouble, bool over);
  bool Stopped() const;

  const Replicas& replicas_;
  const std::string session_, participant_;
  int pipe_[2];
  int64_t seq_ = 0;       // of the last event; of the thread
  int attempts_ = 0;      // since the last event; of the thread
  bool ended_ = false;    // of the thread
  mutable absl::Mutex mutex_;
  News news_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* open_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace lyceum::ctl
