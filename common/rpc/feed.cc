#include "common/rpc/feed.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/trace.h"
#include "common/rpc/bytes.h"
#include "common/rpc/feeds.h"
#include "common/rpc/status.h"
#include "grpc/grpc.h"

namespace lyceum::rpc {
namespace {

absl::Status ReaderTooSlow(absl::Duration patience) {
  return Error(absl::StatusCode::kUnavailable, "READER_TOO_SLOW",
               absl::StrCat("READER_TOO_SLOW: a message was not taken within ", absl::FormatDuration(patience),
                            "; resume from the last one you have"));
}

}  // namespace

void Feed::Open(Opening opening) {
  opening_ = std::move(opening);
  heartbeat_after_ = opening_.stream->HeartbeatAfter();
  opening_.stream->Start(Waker(weak_from_this()));
  {
    absl::MutexLock lock(&mutex_);
    since_ = std::chrono::steady_clock::now();
    state_ = State::kQueued;
  }
  Queue();
}

void Feed::Refuse(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    state_ = State::kEnded;
  }
  Finish(ToGrpc(status));
}

void Feed::Queue() { feeds_.Queue(shared_from_this()); }

// A wake that finds `woken_` set is done: the one that set it has yet to be
// seen by Run. The exchanges order what was written before any wake before the
// Next that follows it.
void Feed::Wake() {
  if (woken_.exchange(true, std::memory_order_acq_rel)) return;
  {
    absl::MutexLock lock(&mutex_);
    if (state_ != State::kIdle) return;  // whoever has it looks at woken_, or asks anyway
    state_ = State::kQueued;
  }
  Queue();
}

void Feed::EndLocked(absl::Status status, bool usual) {
  if (state_ != State::kEnded && !ending_.has_value()) ending_ = Ending{std::move(status), usual};
}

void Feed::End(absl::Status status, bool usual) {
  {
    absl::MutexLock lock(&mutex_);
    EndLocked(std::move(status), usual);
    if (state_ != State::kIdle) return;
    state_ = State::kQueued;
  }
  Queue();
}

void Feed::Run() {
  bool heartbeat;
  bool ended;
  {
    absl::MutexLock lock(&mutex_);
    ended = ending_.has_value();
    state_ = ended ? State::kEnded : State::kAsking;
    heartbeat = std::exchange(heartbeat_due_, false);
  }
  const trace::Scope scope(opening_.traceparent);
  if (ended) return Close();
  woken_.exchange(false, std::memory_order_acq_rel);
  absl::StatusOr<std::optional<Bytes>> next = opening_.stream->Next();
  if (heartbeat && next.ok() && !next->has_value()) {
    if (Bytes beat = opening_.stream->Heartbeat(); beat != nullptr) *next = std::move(beat);
  }
  Settle(std::move(next));
}

// What follows from the answer: a write, a rest, another question or the end.
void Feed::Settle(absl::StatusOr<std::optional<Bytes>> next) {
  absl::Status problem = next.status();
  Bytes message;
  if (next.ok() && next->has_value()) {
    message = **std::move(next);
    if (message == nullptr) problem = absl::InternalError("a stream gave a message that is null");
    else if (message->size() > static_cast<size_t>(limits::kMaxMessageBytes)) {
      problem = LimitExceeded("the message", "kMaxMessageBytes", limits::kMaxMessageBytes);
    }
  }
  State state;
  {
    absl::MutexLock lock(&mutex_);
    if (IsEndOfStream(problem)) EndLocked(absl::OkStatus(), true);
    else if (!problem.ok()) EndLocked(std::move(problem), false);
    if (ending_.has_value()) state_ = State::kQueued;
    else if (message != nullptr) state_ = State::kWriting;
    else state_ = woken_.load(std::memory_order_acquire) ? State::kQueued : State::kIdle;
    if (state_ == State::kWriting) since_ = std::chrono::steady_clock::now();
    state = state_;
  }
  if (state == State::kQueued) return Queue();
  if (state != State::kWriting) return;
  Reference(std::move(message), sending_);
  StartWrite(&sending_);
}

void Feed::OnWriteDone(bool ok) {
  sending_.Clear();  // an event's bytes are not kept by those who have it
  if (ok) feeds_.CountMessage();
  const bool more = !ok || opening_.stream->MayHaveMore();
  {
    absl::MutexLock lock(&mutex_);
    if (!ok) EndLocked(absl::CancelledError("the reader has gone"), true);
    since_ = std::chrono::steady_clock::now();
    const bool rest = !more && !ending_.has_value() && !woken_.load(std::memory_order_acquire);
    state_ = rest ? State::kIdle : State::kQueued;
    if (rest) return;
  }
  Queue();
}

void Feed::OnCancel() {
  // gRPC tells of a deadline that passed in the same way.
  if (context_.deadline() <= std::chrono::system_clock::now()) {
    return End(absl::DeadlineExceededError("the deadline passed"), true);
  }
  End(absl::CancelledError("the reader has gone"), true);
}

// Finish would wait behind the message that does not move, so the call is
// cancelled under it: that sends code and message at once, without details.
void Feed::Look(Instant now, absl::Time wall_clock, absl::Duration patience) {
  grpc_call* stalled = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Duration idle = absl::FromChrono(now - since_);
    if (state_ == State::kWriting && !cut_off_ && idle >= patience) {
      cut_off_ = true;
      EndLocked(ReaderTooSlow(patience), true);
      stalled = context_.c_call();
      grpc_call_ref(stalled);
    } else {
      if (state_ != State::kOpening && wall_clock >= opening_.good_until) {
        EndLocked(Error(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED", "the token has expired"), true);
      }
      if (state_ != State::kIdle) return;  // a worker is about to meet the end
      if (!ending_.has_value() && idle < heartbeat_after_) return;
      heartbeat_due_ = true;
      since_ = now;
      state_ = State::kQueued;
    }
  }
  if (stalled == nullptr) return Queue();
  feeds_.CountCutOff();
  const std::string message(ReaderTooSlow(patience).message());
  grpc_call_cancel_with_status(stalled, GRPC_STATUS_UNAVAILABLE, message.c_str(), nullptr);
  grpc_call_unref(stalled);
}

// The Stream goes first: whoever sees the call end may rely on that.
void Feed::Close() {
  opening_.stream.reset();
  Ending ending;
  {
    absl::MutexLock lock(&mutex_);
    ending = *std::move(ending_);
  }
  opening_.on_end(ending.status, ending.usual);
  Finish(ToGrpc(ending.status));
}

void Feed::OnDone() { feeds_.Remove(*this); }

}  // namespace lyceum::rpc
