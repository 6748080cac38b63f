#include "services/quiz/live/logic/state.h"

#include <algorithm>

namespace lyceum::quiz::live {
namespace {

using v1::LogEvent;
using v1::Session;

void Open(State& state, const v1::LogOpened& opened) {
  state.phase = Session::PHASE_ITEM_OPEN;
  state.item = opened.item();
  state.items[opened.item()].opened = true;
  state.opens_micros = opened.opens_micros();
  state.elapsed_micros = 0;
  state.was_paused = false;
  state.lasts_micros = opened.lasts_micros();
  state.longest_permille = std::max(kWholePermille, opened.longest_permille());
  state.timing_seq = state.seq;
}

void Resume(State& state, const v1::LogResumed& resumed) {
  state.phase = Session::PHASE_ITEM_OPEN;
  state.opens_micros = resumed.opens_micros();
  state.elapsed_micros = resumed.elapsed_micros();
  state.timing_seq = state.seq;
}

void Close(State& state, const v1::LogClosed& closed) {
  state.phase = Session::PHASE_ITEM_CLOSED;
  if (!state.items[closed.item()].closed) state.items[closed.item()].closed_micros = closed.elapsed_micros();
  state.items[closed.item()].closed = true;
  state.items[closed.item()].skipped = closed.skipped();
}

}  // namespace

void Apply(State& state, const LogEvent& event) {
  ++state.seq;
  state.epoch = event.epoch();
  switch (event.event_case()) {
    case LogEvent::kCreated:
      state.phase = Session::PHASE_LOBBY;
      state.items.resize(event.created().item_count());
      break;
    case LogEvent::kLocked: state.locked = event.locked().locked(); break;
    case LogEvent::kOpened: Open(state, event.opened()); break;
    case LogEvent::kPaused:
      state.phase = Session::PHASE_PAUSED;
      state.elapsed_micros = event.paused().elapsed_micros();
      state.was_paused = true;
      break;
    case LogEvent::kResumed: Resume(state, event.resumed()); break;
    case LogEvent::kExtended: state.lasts_micros = event.extended().lasts_micros(); break;
    case LogEvent::kClosed: Close(state, event.closed()); break;
    case LogEvent::kRevealed:
      state.phase = Session::PHASE_REVEALED;
      state.items[event.revealed().item()].revealed = true;
      break;
    case LogEvent::kEnded: state.phase = Session::PHASE_ENDED; break;
    case LogEvent::kCoHosts: {
      const auto& users = event.co_hosts().users();
      state.co_hosts.assign(users.begin(), users.end());
      break;
    }
    // Who takes part and what was answered is in rows, and what may be shown is
    // Moderation's; the log only tells watchers.
    case LogEvent::kLateAnswer:
    case LogEvent::kRenamed:
    case LogEvent::kRemoved:
    case LogEvent::kUnbanned:
    case LogEvent::kResponseShown:
    case LogEvent::kWordHidden:
    case LogEvent::EVENT_NOT_SET: break;
  }
}

bool Counts(const State& state, int item) {
  const State::Item& past = state.items[item];
  return past.revealed || (state.ended() && past.closed && !past.skipped);
}

}  // namespace lyceum::quiz::live
