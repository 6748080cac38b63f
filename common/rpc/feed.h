// One open server stream: gRPC's reactor on one side, a Stream on the other.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/streams.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace lyceum::rpc {

class Feeds;

// Who may do something to the stream is a matter of its state: whoever takes it
// out of kOpening, kQueued, kAsking or kWriting is alone with it until the next
// state, so that gRPC's operations and the Stream's functions need no lock, and
// Finish is called once. Whoever else wants it to end leaves the reason in
// `ending_`, which the next worker meets.
class Feed final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                   public Wakeable,
                   public std::enable_shared_from_this<Feed> {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  // How the stream ended. `usual` ends (complete, cancelled, drained, cut off)
  // are nobody's mistake here.
  using OnEnd = std::function<void(const absl::Status& status, bool usual)>;

  // What a call needs to become a stream.
  struct Opening {
    std::unique_ptr<Stream> stream;
    std::string traceparent;
    absl::Time good_until;  // when the caller's token expires
    OnEnd on_end;
  };

  // For Feeds only. gRPC owns `context` until OnDone.
  Feed(Feeds& feeds, grpc::CallbackServerContext& context) : feeds_(feeds), context_(context) {}

  // Exactly one of these is called, once: the stream begins, or there is none.
  void Open(Opening opening);
  void Refuse(const absl::Status& status);

  void Wake() override;

  // Ends the stream as soon as no message is on its way.
  void End(absl::Status status, bool usual);

  // Takes the stream on by one step; called by a worker, in kQueued only.
  void Run();

  // What depends on time: stalled readers, heartbeats, tokens.
  void Look(Instant now, absl::Time wall_clock, absl::Duration patience);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  enum class State { kOpening, kQueued, kAsking, kWriting, kIdle, kEnded };
  struct Ending {
    absl::Status status;
    bool usual;
  };

  void Queue();
  void Settle(absl::StatusOr<std::optional<Bytes>> next);
  void Close();
  void EndLocked(absl::Status status, bool usual) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Feeds& feeds_;
  grpc::CallbackServerContext& context_;
  Opening opening_;
  absl::Duration heartbeat_after_ = absl::InfiniteDuration();
  grpc::ByteBuffer sending_;
  std::atomic<bool> woken_{false};

  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kOpening;
  std::optional<Ending> ending_ ABSL_GUARDED_BY(mutex_);
  bool heartbeat_due_ ABSL_GUARDED_BY(mutex_) = false;
  bool cut_off_ ABSL_GUARDED_BY(mutex_) = false;
  Instant since_ ABSL_GUARDED_BY(mutex_);  // the last write's begin, or end once it is done
};

}  // namespace lyceum::rpc
