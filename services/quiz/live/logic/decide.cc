#include "services/quiz/live/logic/decide.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/errors.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/co_hosts.h"
#include "services/quiz/live/logic/moderation.h"
#include "services/quiz/live/logic/own_time.h"

namespace lyceum::quiz::live {
namespace {

using v1::ControlSessionRequest;
using v1::LogEvent;
using v1::Session;
using Events = std::vector<LogEvent>;

int64_t GraceMicros() { return absl::ToInt64Microseconds(limits::kLateGrace); }

// Collects the events of one decision.
struct Draft {
  const State& state;
  const Moment moment;
  Events events;

  LogEvent& Add() {
    LogEvent& event = events.emplace_back();
    event.set_at_micros(moment.now);
    return event;
  }
  void Open(const Rules& rules, int item) {
    v1::LogOpened& opened = *Add().mutable_opened();
    opened.set_item(item);
    opened.set_opens_micros(moment.now);
    opened.set_lasts_micros(rules.items[item].time_limit_micros);
  }
  void Close(bool skipped) {
    v1::LogClosed& closed = *Add().mutable_closed();
    closed.set_item(state.item);
    closed.set_skipped(skipped);
    closed.set_elapsed_micros(moment.elapsed);
  }
};

absl::Status WrongPhase(const State& state) {
  return Error(absl::StatusCode::kFailedPrecondition, "WRONG_PHASE",
               absl::StrCat("the session is in ", Session::Phase_Name(state.phase), ", where this cannot be done"));
}

// An item that is asked and neither closed nor revealed.
bool Running(const State& state) { return state.open() || state.phase == Session::PHASE_PAUSED; }

absl::Status DecideNext(const Rules& rules, Draft& draft) {
  const State& state = draft.state;
  if (state.phase != Session::PHASE_ITEM_CLOSED && state.phase != Session::PHASE_REVEALED) return WrongPhase(state);
  if (state.item + 1 >= static_cast<int>(state.items.size())) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_MORE_ITEMS", "this was the last item: end the session");
  }
  draft.Open(rules, state.item + 1);
  return absl::OkStatus();
}

absl::Status DecideReveal(Draft& draft) {
  const State& state = draft.state;
  const bool closed = state.phase == Session::PHASE_ITEM_CLOSED && !state.items[state.item].skipped;
  if (!Running(state) && !closed) return WrongPhase(state);
  if (Running(state)) draft.Close(false);
  draft.Add().mutable_revealed()->set_item(state.item);
  return absl::OkStatus();
}

absl::Status DecideClock(const ControlSessionRequest& request, Draft& draft) {
  const State& state = draft.state;
  if (request.has_pause()) {
    if (!state.open()) return WrongPhase(state);
    draft.Add().mutable_paused()->set_elapsed_micros(std::min(draft.moment.elapsed, WholeTime(state)));
    return absl::OkStatus();
  }
  if (request.has_resume()) {
    if (state.phase != Session::PHASE_PAUSED) return WrongPhase(state);
    v1::LogResumed& resumed = *draft.Add().mutable_resumed();
    resumed.set_opens_micros(draft.moment.now - state.elapsed_micros);
    resumed.set_elapsed_micros(state.elapsed_micros);
    return absl::OkStatus();
  }
  if (!Running(state)) return WrongPhase(state);
  const auto& proto = request.extend().by();
  const absl::Duration by = absl::Seconds(proto.seconds()) + absl::Nanoseconds(proto.nanos());
  if (by < limits::kMinExtension || by > limits::kMaxExtension) {
    return InvalidField("extend.by", "must be 1 second to 10 minutes (kMinExtension, kMaxExtension)");
  }
  const int64_t lasts = state.lasts_micros + absl::ToInt64Microseconds(by);
  if (lasts > absl::ToInt64Microseconds(limits::kMaxItemTime)) {
    return InvalidField("extend.by", "must leave the item's time at 24 hours or less (kMaxItemTime)");
  }
  draft.Add().mutable_extended()->set_lasts_micros(lasts);
  return absl::OkStatus();
}

void Remove(const std::string& name, bool banned, Draft& draft) {
  v1::LogRemoved& removed = *draft.Add().mutable_removed();
  removed.set_participant(name.substr(name.rfind('/') + 1));
  removed.set_banned(banned);
}

absl::Status DecideOne(const Rules& rules, const ControlSessionRequest& request, Draft& draft) {
  const State& state = draft.state;
  switch (request.action_case()) {
    case ControlSessionRequest::kLock:
      draft.Add().mutable_locked()->set_locked(request.lock().locked());
      return absl::OkStatus();
    case ControlSessionRequest::kStart:
      if (state.phase != Session::PHASE_LOBBY) return WrongPhase(state);
      draft.Open(rules, 0);
      return absl::OkStatus();
    case ControlSessionRequest::kNext: return DecideNext(rules, draft);
    case ControlSessionRequest::kReveal: return DecideReveal(draft);
    case ControlSessionRequest::kSkip:
      if (!Running(state) && state.phase != Session::PHASE_ITEM_CLOSED) return WrongPhase(state);
      draft.Close(true);
      return absl::OkStatus();
    case ControlSessionRequest::kPause:
    case ControlSessionRequest::kResume:
    case ControlSessionRequest::kExtend: return DecideClock(request, draft);
    case ControlSessionRequest::kKick: Remove(request.kick().participant(), false, draft); return absl::OkStatus();
    case ControlSessionRequest::kBan: Remove(request.ban().participant(), true, draft); return absl::OkStatus();
    case ControlSessionRequest::kRename: {
      v1::LogRenamed& renamed = *draft.Add().mutable_renamed();
      const std::string& name = request.rename().participant();
      renamed.set_participant(name.substr(name.rfind('/') + 1));
      renamed.set_nickname(request.rename().nickname());
      return absl::OkStatus();
    }
    case ControlSessionRequest::kUnban: {
      const std::string& name = request.unban().participant();
      draft.Add().mutable_unbanned()->set_participant(name.substr(name.rfind('/') + 1));
      return absl::OkStatus();
    }
    case ControlSessionRequest::kSetCoHosts:
      draft.events.push_back(CoHostsAre(request.set_co_hosts().co_hosts(), draft.moment.now));
      return absl::OkStatus();
    case ControlSessionRequest::kEnd:
      if (Running(state)) draft.Close(true);
      draft.Add().mutable_ended();
      return absl::OkStatus();
    case ControlSessionRequest::kShowResponse: return DecideShow(state, rules, request.show_response(), draft.Add());
    case ControlSessionRequest::kHideWord: return DecideHide(state, rules, request.hide_word(), draft.Add());
    case ControlSessionRequest::ACTION_NOT_SET: break;
  }
  return InvalidField("action", "exactly one must be set");
}

}  // namespace

LogEvent Created(int item_count, int64_t now_micros) {
  LogEvent event;
  event.set_at_micros(now_micros);
  event.mutable_created()->set_item_count(item_count);
  return event;
}

absl::StatusOr<Events> Decide(const State& state, const Rules& rules, const ControlSessionRequest& request,
                              Moment moment) {
  if (request.expected_seq() != state.seq) {
    return Error(absl::StatusCode::kAborted, "SEQ_MISMATCH",
                 absl::StrCat("the session is at seq ", state.seq, ", not at ", request.expected_seq()),
                 {{"seq", absl::StrCat(state.seq)}});
  }
  if (state.ended()) return WrongPhase(state);
  Draft draft{state, moment, {}};
  const absl::Status status = DecideOne(rules, request, draft);
  if (!status.ok()) return status;
  return std::move(draft.events);
}

int64_t DueIn(const State& state, Moment moment) { return WholeTime(state) + GraceMicros() - moment.elapsed; }

Events Due(const State& state, Moment moment) {
  Draft draft{state, moment, {}};
  if (state.open() && DueIn(state, moment) <= 0) draft.Close(false);
  return std::move(draft.events);
}

absl::Status MayAnswer(const State& state, int item, Moment moment, int64_t permille) {
  if (item < 0 || item >= static_cast<int>(state.items.size()) || !state.items[item].opened) {
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_NOT_OPEN", "the item has not been asked yet");
  }
  if (item == state.item && state.phase == Session::PHASE_PAUSED) {
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_NOT_OPEN", "the item is paused");
  }
  if (item != state.item || !state.open() || moment.elapsed > OwnTime(state, permille)) {
    return Error(absl::StatusCode::kFailedPrecondition, "ITEM_CLOSED", "the time for this item is over");
  }
  return absl::OkStatus();
}

}  // namespace lyceum::quiz::live
