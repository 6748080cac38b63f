#include "services/lyceumctl/session_bot.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/session_choice.h"
#include "services/lyceumctl/session_fate.h"
#include "services/lyceumctl/words.h"

namespace lyceum::ctl {
namespace {

using quiz::v1::SessionEvent;

// How long after a refusal for a pause the answer is tried again.
constexpr absl::Duration kPausePoll = absl::Milliseconds(500);

// The same seed makes the same bots, and bots next to each other are nothing alike.
std::minstd_rand Seeded(uint64_t seed, int index) {
  std::seed_seq sequence{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32), static_cast<uint32_t>(index)};
  return std::minstd_rand(sequence);
}

// Messages that come because a host changed something, not because a question is asked.
bool AboutQuestion(const SessionEvent& event) {
  switch (event.event_case()) {
    case SessionEvent::kClockChanged:
    case SessionEvent::kRemoved:
    case SessionEvent::kRenamed:
    case SessionEvent::kLobbyLocked:
    case SessionEvent::kEnded:
      return false;
    default:
      return true;
  }
}

}  // namespace

Bot::Bot(BotPlan plan, SessionFigures& figures)
    : plan_(std::move(plan)),
      figures_(figures),
      random_(Seeded(plan_.seed, plan_.index)),
      replica_(plan_.index % plan_.replicas) {}

Errand Bot::Begin(absl::Duration after) { return {Errand::kJoin, after, replica_}; }

Errand Bot::Again(Errand errand, const absl::Status& status, int attempt) {
  ++figures_.calls_retried;
  replica_ = (errand.replica + 1) % plan_.replicas;
  errand.replica = replica_;
  errand.after = Backoff(status, attempt, Random());
  return errand;
}

void Bot::GiveUp(const absl::Status& status, absl::string_view call) {
  gave_up_ = true;
  const std::string reason = ErrorReason(status);
  ++figures_.errors[absl::StrCat(call, ": ", absl::StatusCodeToString(status.code()), " ", reason,
                                 reason.empty() ? "" : ": ", status.message())];
}

quiz::v1::JoinSessionRequest Bot::Join() const {
  quiz::v1::JoinSessionRequest request;
  request.set_name(plan_.session);
  request.set_nickname(plan_.nickname);
  return request;
}

std::vector<Errand> Bot::Joined(const absl::Status& status, const quiz::v1::JoinSessionResponse& response) {
  if (status.ok()) {
    participant_ = response.participant().name();
    ++figures_.joined;
    return {{Errand::kWatch, absl::ZeroDuration(), replica_}};
  }
  if (MayTryAgain(status)) return {Again({Errand::kJoin, {}, replica_}, status, ++join_attempts_)};
  GiveUp(status, "JoinSession");
  return {};
}

quiz::v1::WatchSessionRequest Bot::Watch() {
  quiz::v1::WatchSessionRequest request;
  request.set_name(plan_.session);
  request.set_participant(participant_);
  request.set_after_seq(std::max<int64_t>(0, checker_.last_seq() - 1));
  checker_.Opened(request.after_seq());
  return request;
}

void Bot::Count(const SessionEvent& event, absl::Time now) {
  if (event.has_item_opened()) {
    const quiz::v1::ItemOpened& opened = event.item_opened();
    item_ = opened.item_index();
    const absl::Time open = TimeOf(opened.open_time());
    if (back_ < open) {  // else it was missed, and has been caught up with
      SessionFigures::Round& round = figures_.rounds[item_];
      round.first = std::min(round.first, now);
      round.last = std::max(round.last, now);
      figures_.since_now.Add(now - TimeOf(opened.now()));
      figures_.since_opening.Add(now - open);
    }
  }
  if (event.has_item_revealed() && back_ < TimeOf(event.event_time())) {
    figures_.leaderboard.Add(now - TimeOf(event.event_time()));
  }
  if (item_ >= 0 && AboutQuestion(event)) ++figures_.rounds[item_].frames;
}

std::vector<Errand> Bot::Saw(const SessionEvent& event, absl::Time now) {
  watch_attempts_ = 0;
  if (!watching_) {
    watching_ = true;
    back_ = now;
    if (broken_ != absl::InfinitePast()) figures_.resume.Add(now - broken_);
    broken_ = absl::InfinitePast();
  }
  const bool fresh = checker_.Saw(event);
  if (fresh || event.seq() == 0) Count(event, now);
  if (!fresh) return {};
  switch (event.event_case()) {
    case SessionEvent::kItemOpened: return Opened(event.item_opened());
    case SessionEvent::kItemClosed: Closed(event.item_closed().item_index()); break;
    case SessionEvent::kRemoved:
      if (event.removed().participant() == participant_) {
        removed_ = true;
        ++figures_.removed;
        pending_.clear();
      }
      break;
    default: break;
  }
  return {};
}

std::vector<Errand> Bot::Opened(const quiz::v1::ItemOpened& opened) {
  Pending pending;
  pending.item = opened.item().id();
  pending.response = AnyResponse(opened.item(), random_);
  pending_[opened.item_index()] = std::move(pending);
  return {{Errand::kAnswer, plan_.answer_within * Random(), replica_, opened.item_index()}};
}

void Bot::Closed(int item) {
  const auto found = pending_.find(item);
  if (found == pending_.end()) return;
  // Nobody knows what became of an answer that was sent, so it is asked for.
  if (found->second.attempts > 0) found->second.late = true;
  else pending_.erase(found);
}

std::vector<Errand> Bot::StreamEnded(const absl::Status& status, absl::Time now) {
  if (finished()) return {};
  watching_ = false;
  if (broken_ == absl::InfinitePast()) {
    broken_ = now;
    ++figures_.streams_broken;
  }
  // A proxy calls it INTERNAL when the server behind it goes.
  if (status.ok() || MayTryAgain(status) || absl::IsInternal(status)) {
    return {Again({Errand::kWatch, {}, replica_}, status, ++watch_attempts_)};
  }
  GiveUp(status, "WatchSession");
  return {};
}

quiz::v1::SubmitAnswerRequest Bot::Answer(int item, absl::Time now) {
  Pending& pending = pending_.at(item);
  ++pending.attempts;
  pending.first_sent = std::min(pending.first_sent, now);
  quiz::v1::SubmitAnswerRequest request;
  request.set_name(participant_);
  request.set_item(pending.item);
  *request.mutable_response() = pending.response;
  return request;
}

std::vector<Errand> Bot::Answered(int item, const absl::Status& status,
                                  const quiz::v1::SubmitAnswerResponse& response, absl::Time now) {
  const auto found = pending_.find(item);
  if (found == pending_.end()) return {};
  Pending& pending = found->second;
  const Errand errand{Errand::kAnswer, {}, replica_, item};
  const std::string reason = ErrorReason(status);
  if (status.ok()) {
    figures_.acknowledgement.Add(now - pending.first_sent);
    ++figures_.answers_acknowledged;
    checker_.Acknowledged(pending.item, pending.response, response.response_time());
  } else if (MayTryAgain(status)) {
    return {Again(errand, status, pending.attempts)};
  } else if (reason == "ITEM_NOT_OPEN" && !pending.late) {
    Errand later = errand;  // the host has paused
    later.after = kPausePoll * (0.5 + Random());
    return {later};
  } else if (reason == "ITEM_CLOSED" || reason == "ITEM_NOT_OPEN") {
    ++figures_.answers_refused;
  } else {
    GiveUp(status, "SubmitAnswer");
  }
  pending_.erase(found);
  return {};
}

}  // namespace lyceum::ctl
