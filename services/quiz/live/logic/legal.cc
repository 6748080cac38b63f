#include "services/quiz/live/logic/legal.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/own_time.h"

namespace lyceum::quiz::live {
namespace {

using v1::LogEvent;
using v1::Session;

bool Running(const State& state) { return state.open() || state.phase == Session::PHASE_PAUSED; }

std::string InPhase(absl::string_view what, const State& state) {
  return absl::StrCat(what, " in ", Session::Phase_Name(state.phase));
}

std::string WhyNotCreated(const State& state, const Rules& rules, const v1::LogCreated& created) {
  if (state.seq != 0) return "the session is created twice";
  if (created.item_count() != static_cast<int>(rules.items.size())) return "the session has not the quiz's items";
  return "";
}

std::string WhyNotOpened(const State& state, const Rules& rules, const v1::LogOpened& opened) {
  const bool between = state.phase == Session::PHASE_ITEM_CLOSED || state.phase == Session::PHASE_REVEALED;
  if (state.phase != Session::PHASE_LOBBY && !between) return InPhase("an item opens", state);
  if (opened.item() != state.item + 1) return absl::StrCat("item ", opened.item(), " opens after item ", state.item);
  if (opened.item() >= static_cast<int>(state.items.size())) return "an item opens that the quiz has not";
  if (opened.lasts_micros() < rules.items[opened.item()].time_limit_micros) {
    return "an item opens for less than its time limit";
  }
  return "";
}

std::string WhyNotClosed(const State& state, const v1::LogClosed& closed) {
  const bool taken_back = closed.skipped() && state.phase == Session::PHASE_ITEM_CLOSED;
  if (!Running(state) && !taken_back) return InPhase("an item closes", state);
  return closed.item() == state.item ? "" : "another item closes than the one that is open";
}

std::string WhyNotRevealed(const State& state, const v1::LogRevealed& revealed) {
  if (state.phase != Session::PHASE_ITEM_CLOSED) return InPhase("an item is revealed", state);
  if (revealed.item() != state.item) return "another item is revealed than the one that was closed";
  return state.items[state.item].skipped ? "a skipped item is revealed" : "";
}

std::string WhyNotExtended(const State& state, const v1::LogExtended& extended) {
  if (!Running(state)) return InPhase("an item is extended", state);
  if (extended.lasts_micros() <= state.lasts_micros) return "an extension makes an item's time shorter";
  const bool too_long = extended.lasts_micros() > absl::ToInt64Microseconds(limits::kMaxItemTime);
  return too_long ? "an item lasts more than 24 hours (kMaxItemTime)" : "";
}

std::string WhyNotLate(const State& state, const v1::LogLateAnswer& late) {
  const bool asked =
      late.item() >= 0 && late.item() < static_cast<int>(state.items.size()) && state.items[late.item()].opened;
  return asked ? "" : "an answer is late for an item that was not asked";
}

}  // namespace

std::string WhyIllegal(const State& state, const Rules& rules, const LogEvent& event) {
  if (event.has_created()) return WhyNotCreated(state, rules, event.created());
  if (state.seq == 0) return "the session is not created first";
  if (state.ended()) return "something happens after the end";
  switch (event.event_case()) {
    case LogEvent::kOpened: return WhyNotOpened(state, rules, event.opened());
    case LogEvent::kPaused:
      if (!state.open()) return InPhase("an item is paused", state);
      if (event.paused().elapsed_micros() < 0 || event.paused().elapsed_micros() > WholeTime(state)) {
        return "an item is paused outside its time";
      }
      return "";
    case LogEvent::kResumed:
      if (state.phase != Session::PHASE_PAUSED) return InPhase("an item is resumed", state);
      return event.resumed().elapsed_micros() == state.elapsed_micros ? "" : "a pause changes an item's time";
    case LogEvent::kExtended: return WhyNotExtended(state, event.extended());
    case LogEvent::kClosed: return WhyNotClosed(state, event.closed());
    case LogEvent::kRevealed: return WhyNotRevealed(state, event.revealed());
    case LogEvent::kLateAnswer: return WhyNotLate(state, event.late_answer());
    case LogEvent::kEnded: return Running(state) ? InPhase("the session ends", state) : "";
    case LogEvent::EVENT_NOT_SET: return "the event says nothing";
    // The rest is about people, and may come at any time.
    default: return "";
  }
}

}  // namespace lyceum::quiz::live
