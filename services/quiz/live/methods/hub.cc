#include "services/quiz/live/methods/hub.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/log.h"
#include "common/base/status.h"

namespace lyceum::quiz::live {
namespace {

constexpr absl::string_view kChannel = "quiz:live";
constexpr absl::Duration kPoll = absl::Milliseconds(200);
constexpr absl::Duration kSoonest = absl::Milliseconds(5);
constexpr absl::Duration kIdle = absl::Minutes(10);  // then a session is dropped from memory
constexpr int kMaxOpen = 2'000;                      // sessions with timers

}  // namespace

Hub::Hub(sql::Database& database, Clock& clock, PublishedQuizzes& published, redis::Bus* bus)
    : database_(database), clock_(clock), published_(published), bus_(bus) {}

absl::StatusOr<std::shared_ptr<LiveSession>> Hub::Get(const Key& key) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = held_.find(key);
    if (found != held_.end()) {
      found->second.used = clock_.Steady();
      return found->second.live;
    }
  }
  ASSIGN_OR_RETURN(auto live, Load(key));
  absl::MutexLock lock(&mutex_);
  return held_.insert({key, {live, clock_.Steady()}}).first->second.live;
}

absl::StatusOr<std::shared_ptr<LiveSession>> Hub::Load(const Key& key) {
  std::optional<StoredSession> stored;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(stored, LoadSession(t, key));
    return absl::OkStatus();
  }));
  if (!stored) return NotFound(absl::StrCat("tenants/", key.tenant, "/sessions/", key.session));
  ASSIGN_OR_RETURN(auto published, published_.Get(key.tenant, stored->quiz, stored->revision));
  auto live = std::make_shared<LiveSession>(*std::move(stored), std::move(published), clock_);
  RETURN_IF_ERROR(live->Refresh(database_, clock_));
  return live;
}

absl::Status Hub::Changed(LiveSession& live) {
  if (bus_ != nullptr) bus_->Publish(kChannel, "").IgnoreError();
  return live.Refresh(database_, clock_);
}

absl::StatusOr<bool> Hub::Append(sql::Transaction& t, const LiveSession& live, const State& state,
                                 std::vector<v1::LogEvent> events) {
  for (v1::LogEvent& event : events) {
    if (event.has_opened() && live.rules().own_times) {
      ASSIGN_OR_RETURN(const int64_t longest, LongestTime(t, live.key()));
      event.mutable_opened()->set_longest_permille(longest);
    }
    if (!event.has_closed()) continue;
    // Who is a member when an item closes is settled with it (participants.h).
    if (live.rules().teams.names_size() > 0) RETURN_IF_ERROR(CountParticipants(t, live.key()).status());
    ASSIGN_OR_RETURN(const AnswerCount count, CountAnswers(t, live.key(), event.closed().item()));
    event.mutable_closed()->set_answered_count(count.count);
  }
  return AppendEvents(t, live.key(), state, events, clock_.Now());
}

std::vector<std::shared_ptr<LiveSession>> Hub::Busy(const std::vector<Key>& open) {
  std::vector<std::shared_ptr<LiveSession>> busy;
  for (const Key& key : open) {
    // One that cannot be loaded does not keep the others from being run.
    auto live = Get(key);
    if (live.ok()) busy.push_back(*std::move(live));
    else log::Warning("a live session cannot be loaded", {{"session", key.session}});
  }
  const absl::Duration old = clock_.Steady() - kIdle;
  absl::MutexLock lock(&mutex_);
  for (auto it = held_.begin(); it != held_.end();) {
    const bool listed = std::binary_search(open.begin(), open.end(), it->first);
    const bool watched = it->second.live->watched();
    if (watched && !listed) busy.push_back(it->second.live);
    it = !watched && !listed && it->second.used < old ? held_.erase(it) : std::next(it);
  }
  return busy;
}

absl::StatusOr<absl::Duration> Hub::Round() {
  std::vector<Key> open;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    ASSIGN_OR_RETURN(open, ListOpen(t, kMaxOpen));
    return absl::OkStatus();
  }));
  absl::Duration next = kPoll;
  absl::Status status;
  std::vector<Aged> aged;
  for (const auto& live : Busy(open)) {
    status.Update(live->Refresh(database_, clock_));
    status.Update(RunTimer(live, next, aged));
  }
  status.Update(RecordAges(aged));
  if (!status.ok()) return status;
  return std::max(next, kSoonest);
}

absl::Status Hub::RunTimer(const std::shared_ptr<LiveSession>& live, absl::Duration& next, std::vector<Aged>& aged) {
  const State state = live->state();
  if (!state.open()) return absl::OkStatus();
  const Moment moment = live->Now(state, clock_.Now());
  const std::vector<v1::LogEvent> events = Due(state, moment);
  if (events.empty()) {
    next = std::min(next, absl::Microseconds(DueIn(state, moment)));
    if (live->AgeIsOld(state, moment)) aged.push_back({live, state, moment.elapsed});
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(database_.Write([&](sql::Transaction& t) -> absl::Status {
    // If another replica was first, that is as well.
    return Append(t, *live, state, events).status();
  }));
  return Changed(*live);
}

absl::Status Hub::RecordAges(const std::vector<Aged>& aged) {
  if (aged.empty()) return absl::OkStatus();
  return database_.Write([&](sql::Transaction& t) -> absl::Status {
    for (const Aged& item : aged) RETURN_IF_ERROR(RecordAge(t, item.live->key(), item.state, item.age_micros));
    return absl::OkStatus();
  });
}

HubRounds::HubRounds(Hub& hub, redis::Bus* bus) : hub_(hub), thread_([this] { Loop(); }) {
  if (bus == nullptr) return;
  hints_ = bus->Subscribe(kChannel, [this](absl::string_view) { Nudge(); }, [this] { Nudge(); });
}

HubRounds::~HubRounds() {
  hints_.reset();
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void HubRounds::Nudge() {
  absl::MutexLock lock(&mutex_);
  nudged_ = true;
}

void HubRounds::Loop() {
  const auto wanted = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return nudged_ || stopping_; };
  while (true) {
    const auto next = hub_.Round();
    if (!next.ok()) log::Warning("a round of live sessions failed", {{"error", next.status().ToString()}});
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&wanted), next.ok() ? *next : kPoll);
    if (stopping_) return;
    nudged_ = false;
  }
}

}  // namespace lyceum::quiz::live
