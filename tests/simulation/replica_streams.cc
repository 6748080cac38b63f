// What watchers are sent: each event once, as it is for the one who looks.
#include <algorithm>
#include <utility>

#include "tests/simulation/replica.h"

namespace lyceum::quiz::live::simulation {

Opening Replica::Watch(const std::string& participant, int64_t after_seq, int64_t epoch, Push push) {
  if (!active()) return Opening::kDown;
  const bool behind = after_seq > static_cast<int64_t>(log_.size());
  if (after_seq > 0 && !behind && log_[after_seq - 1].event.epoch() != epoch &&
      world_.bug != Bug::kStaleEpochWatch) {
    return Opening::kStaleEpoch;
  }
  // This replica may be behind the one the watcher comes from, or never get there.
  if (behind) {
    Poll([](bool) {});
    const bool lost = after_seq > world_.database.state.seq;
    return lost && world_.bug != Bug::kStaleEpochWatch ? Opening::kStaleEpoch : Opening::kDown;
  }
  if (world_.bug == Bug::kOffByOneSeq) after_seq = std::max<int64_t>(0, after_seq - 1);
  if (world_.bug == Bug::kSkippedSeq && after_seq > 0) ++after_seq;
  watchers_.push_back({participant, after_seq, std::move(push)});
  Serve(watchers_.back());
  return Opening::kOpen;
}

void Replica::Serve(Watcher& watcher) {
  while (watcher.sent < static_cast<int64_t>(log_.size())) {
    ++watcher.sent;
    watcher.push(View(watcher, watcher.sent));
  }
}

Message Replica::View(const Watcher& watcher, int64_t seq) const {
  const Rendered& rendered = log_[seq - 1];
  Message message;
  message.seq = seq;
  message.epoch = rendered.event.epoch();
  message.kind = rendered.event.event_case();
  if (rendered.event.has_opened()) {
    message.item = rendered.event.opened().item();
    const int64_t permille = std::min(world_.Describe(watcher.participant).time_permille, rendered.longest_permille);
    message.lasts_micros = rendered.event.opened().lasts_micros() * permille / kWholePermille;
    message.has_key = world_.bug == Bug::kKeyInLearnerMessage;
  }
  if (rendered.event.has_revealed()) {
    message.item = rendered.event.revealed().item();
    message.has_key = true;
  }
  if (rendered.event.has_revealed() || rendered.event.has_ended()) {
    const auto found = rendered.points.find(watcher.participant);
    message.own_points = found == rendered.points.end() ? 0 : found->second;
    const auto team = rendered.team_points.find(world_.Describe(watcher.participant).team);
    message.team_points = team == rendered.team_points.end() ? 0 : team->second;
  }
  return message;
}

}  // namespace lyceum::quiz::live::simulation
