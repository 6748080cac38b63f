// The stream of a session: the log from a seq on, and, for the host, counts.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"

namespace lyceum::quiz::live {
namespace {

class SessionWatch final : public rpc::Stream {
 public:
  SessionWatch(std::shared_ptr<LiveSession> live, Clock& clock, std::string viewer, int64_t after_seq)
      : live_(std::move(live)), clock_(clock), viewer_(std::move(viewer)), seq_(after_seq) {}
  ~SessionWatch() override { live_->RemoveWatcher(this); }

  void Start(rpc::Waker waker) override { live_->AddWatcher(this, std::move(waker), viewer_.empty()); }

  absl::StatusOr<std::optional<rpc::Bytes>> Next() override {
    if (const auto entry = live_->At(seq_ + 1)) {
      ++seq_;
      return std::optional(Serialize(EventView(*live_, *entry, viewer_, clock_.Now())));
    }
    const State state = live_->state();
    if (state.ended()) return rpc::EndOfStream();
    if (viewer_.empty()) return NextCount(state);
    return std::nullopt;
  }

 private:
  static rpc::Bytes Serialize(v1::SessionEvent event) {
    v1::WatchSessionResponse response;
    *response.mutable_event() = std::move(event);
    return std::make_shared<const std::string>(response.SerializeAsString());
  }

  // To the host: what has been counted since the last time.
  std::optional<rpc::Bytes> NextCount(const State& state) {
    const Tally counts = live_->counts();
    const bool lobby = state.phase == v1::Session::PHASE_LOBBY;
    if (counts.roster_version != roster_) {
      roster_ = counts.roster_version;
      if (lobby) counted_ = counts.version;
      return Serialize(LobbyView(*live_, counts, clock_.Now()));
    }
    if (lobby || counts.version == counted_) return std::nullopt;
    counted_ = counts.version;
    return Serialize(AnswersView(*live_, counts, state, clock_.Now()));
  }

  const std::shared_ptr<LiveSession> live_;
  Clock& clock_;
  const std::string viewer_;  // a participant's id; "" for the host
  int64_t seq_;               // of the last event sent
  int64_t counted_ = 0, roster_ = 0;  // versions of the counts sent
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> Sessions::WatchSession(const Caller& caller,
                                                                    const v1::WatchSessionRequest& request) {
  ASSIGN_OR_RETURN(const Live live, Find(request.name()));
  ASSIGN_OR_RETURN(std::string viewer, Viewer(caller, *live, request.name(), request.participant()));
  if (request.after_seq() < 0 || request.after_seq() > live->state().seq) {
    // This process may be behind the one the caller comes from.
    RETURN_IF_ERROR(live->Refresh(database_, clock_));
    if (request.after_seq() < 0 || request.after_seq() > live->state().seq) {
      return InvalidField("after_seq", "must be 0, or the seq of an event of this session");
    }
  }
  return std::unique_ptr<rpc::Stream>(new SessionWatch(live, clock_, std::move(viewer), request.after_seq()));
}

}  // namespace lyceum::quiz::live
