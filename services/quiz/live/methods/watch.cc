// The stream of a session: the log from a seq on, and, for the host, counts.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/methods/sessions.h"
#include "services/quiz/live/methods/view.h"

namespace lyceum::quiz::live {
namespace {

class SessionWatch final : public rpc::Stream {
 public:
  struct Who {
    std::string viewer;  // a participant's id; "" for a host; kSpectator
    std::string user;
    bool co_host = false;
  };
  SessionWatch(std::shared_ptr<LiveSession> live, sql::Database& database, Clock& clock, Who who, int64_t after_seq)
      : live_(std::move(live)), database_(database), clock_(clock), who_(std::move(who)), seq_(after_seq),
        histories_(live_->histories()) {}
  ~SessionWatch() override { live_->RemoveWatcher(this); }

  void Start(rpc::Waker waker) override { live_->AddWatcher(this, std::move(waker), who_.viewer); }

  absl::StatusOr<std::optional<rpc::Bytes>> Next() override {
    RETURN_IF_ERROR(StillMay());
    const auto entry = live_->At(seq_ + 1);
    if (live_->histories() != histories_) return StaleEpoch(*live_);
    if (entry != nullptr) {
      ++seq_;
      const v1::LogRemoved& removed = entry->event.removed();
      doubtful_ = who_.viewer == kSpectator ? doubtful_ || removed.banned() : removed.participant() == who_.viewer;
      return std::optional(Serialize(EventView(*live_, *entry, who_.viewer, clock_.Now())));
    }
    const State state = live_->state();
    if (state.ended()) return rpc::EndOfStream();
    if (who_.viewer.empty()) return NextCount(state);
    return std::nullopt;
  }

  bool MayHaveMore() override {
    return who_.viewer.empty() || doubtful_ || live_->At(seq_ + 1) != nullptr || live_->state().ended();
  }

 private:
  absl::Status StillMay() {
    if (who_.viewer == kSpectator) {
      return std::exchange(doubtful_, false) ? live_->NotBanned(database_, who_.user) : absl::OkStatus();
    }
    if (!who_.viewer.empty()) return live_->MayWatch(database_, who_.viewer, who_.user, seq_);
    if (!who_.co_host || IsCoHost(live_->state(), who_.user)) return absl::OkStatus();
    return Error(absl::StatusCode::kPermissionDenied, "CO_HOST_REMOVED", "the host has ended your part as a co-host");
  }

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
  sql::Database& database_;
  Clock& clock_;
  const Who who_;
  int64_t seq_;                       // of the last event sent
  bool doubtful_ = false;             // somebody was removed since, who may be this viewer
  const int64_t histories_;           // when the stream began
  int64_t counted_ = 0, roster_ = 0;  // versions of the counts sent
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> Sessions::WatchSession(const Caller& caller,
                                                                    const v1::WatchSessionRequest& request) {
  ASSIGN_OR_RETURN(const Live live, Find(request.name()));
  ASSIGN_OR_RETURN(std::string viewer,
                   Viewer(caller, *live, request.name(), request.participant(), request.spectate()));
  if (request.epoch() < 0) return InvalidField("epoch", "must be 0 or more");
  const auto seen = live->At(request.after_seq());
  const bool foreign = seen == nullptr || (request.epoch() != 0 && seen->event.epoch() != request.epoch());
  if (request.after_seq() != 0 && foreign) {
    // This process may be behind the one the caller comes from.
    RETURN_IF_ERROR(live->Refresh(database_, clock_));
    const auto now = live->At(request.after_seq());
    if (request.epoch() != 0 && (now == nullptr || now->event.epoch() != request.epoch())) return StaleEpoch(*live);
    if (request.after_seq() < 0 || request.after_seq() > live->state().seq) {
      return InvalidField("after_seq", "must be 0, or the seq of an event of this session");
    }
  }
  SessionWatch::Who who{std::move(viewer), caller.user, !Owns(caller, *live)};
  return std::unique_ptr<rpc::Stream>(new SessionWatch(live, database_, clock_, std::move(who), request.after_seq()));
}

}  // namespace lyceum::quiz::live
