// A server stream as a method sees it: a source of messages that is asked for
// the next one when the last one is sent, and that says when there is
// something new. Sending, stalled readers, cancellation and the server's end
// are not its business.
//
//   absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(const Caller&, const WatchRequest&);
//   methods.Stream<WatchResponse>("Watch", &Sessions::Watch, sessions);
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace lyceum::rpc {

// A serialized message. One event for many streams is serialized once and
// shared by all of them; it must not change any more.
using Bytes = std::shared_ptr<const std::string>;

// What a Waker wakes.
class Wakeable {
 public:
  virtual ~Wakeable() = default;
  virtual void Wake() = 0;
};

// Says to its stream's server that Next may have something. Cheap, never
// blocks, and may be called by any thread, under any lock, also after the
// stream has ended. Any number of wakes before the stream is asked are one.
class Waker {
 public:
  Waker() = default;
  explicit Waker(std::weak_ptr<Wakeable> target) : target_(std::move(target)) {}
  void Wake() const {
    if (const std::shared_ptr<Wakeable> target = target_.lock()) target->Wake();
  }

 private:
  std::weak_ptr<Wakeable> target_;
};

// Its functions are called one at a time, each (but MayHaveMore) on a worker
// thread: they may block, though all streams share a few of these threads. It is destroyed on
// one too, as soon as the stream ends for whatever reason.
class Stream {
 public:
  virtual ~Stream() = default;

  // Called once, before anything else. What happens after the first Wake is
  // not missed: Next is called at least once from the beginning of that call.
  virtual void Start(Waker /*waker*/) {}

  // The next message; nullopt if there is none now, and Next is called again
  // after the next wake; or how the stream ends: an error, or EndOfStream(). A
  // message of more than limits::kMaxMessageBytes ends it with
  // RESOURCE_EXHAUSTED. While a message is being sent Next is not called, so
  // whatever has accumulated may be put into one.
  virtual absl::StatusOr<std::optional<Bytes>> Next() = 0;

  // False if Next would have nothing unless there is a wake before. Asked when a
  // message is sent, on gRPC's own thread, so it must not block. Saves the way
  // to a worker: half of what a message costs where one event goes to many.
  virtual bool MayHaveMore() { return true; }

  // After how long without a message Heartbeat is sent, to within a tenth of a
  // second. Asked once. For proxies that close what is silent.
  virtual absl::Duration HeartbeatAfter() const { return absl::InfiniteDuration(); }
  // Null for none this time.
  virtual Bytes Heartbeat() { return nullptr; }
};

// What Next returns when the stream is complete: the client's status is OK.
absl::Status EndOfStream();
bool IsEndOfStream(const absl::Status& status);

}  // namespace lyceum::rpc
