#include "tests/simulation/replica.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace lyceum::quiz::live::simulation {
namespace {

constexpr int64_t kPoll = 200 * kMs;

std::vector<Answer> AnswersOf(const std::vector<StoredAnswer>& rows) {
  std::vector<Answer> answers;
  for (const StoredAnswer& row : rows) answers.push_back(row.answer);
  return answers;
}

}  // namespace

Replica::Replica(World& world)
    : world_(world), skew_(world.chance.Between(-2'500, 2'500) * kMs) {
  PollLoop();
}

void Replica::Crash(int64_t down_for) {
  up_ = false;
  ++life_;
  state_ = State();
  clock_ = ItemClock();
  log_.clear();
  watchers_.clear();
  memory_points_.clear();
  world_.time.After(down_for, [this] {
    up_ = true;
    PollLoop();
  });
}

int64_t Replica::Elapsed() const {
  if (world_.bug == Bug::kWallClockTimer && state_.open()) return Local() - state_.opens_micros;
  return clock_.Elapsed(state_, Local());
}

void Replica::Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done) {
  world_.Transact(std::move(body), [this, life = life_, done = std::move(done)](Outcome outcome) {
    if (up_ && life == life_) done(outcome);
  });
}

void Replica::PollLoop() {
  world_.time.After(kPoll, [this, life = life_] {
    if (!up_ || life != life_) return;
    RunTimer();
    if (world_.bug == Bug::kHintOnly && state_.seq > 0) return PollLoop();
    Poll([this] { PollLoop(); });
  });
}

// Reads what is new, on one snapshot.
void Replica::Poll(std::function<void()> then) {
  auto copy = std::make_shared<Database>();
  const int64_t after = state_.seq;
  Transact([copy, after](Database& database) {
    copy->log.assign(database.log.begin() + std::min<int64_t>(after, database.log.size()), database.log.end());
    copy->players = database.players;
    copy->answers = database.answers;
  }, [this, copy, after, then = std::move(then)](Outcome outcome) {
    if (outcome == Outcome::kCommitted) Learn(copy->log, after + 1, *copy);
    then();
  });
}

void Replica::Learn(const std::vector<v1::LogEvent>& events, int64_t first_seq, const Database& snapshot) {
  for (size_t i = 0; i < events.size(); ++i) {
    const bool known = first_seq + static_cast<int64_t>(i) <= state_.seq;
    if (known) continue;
    const int64_t timing = state_.timing_seq;
    Apply(state_, events[i]);
    if (state_.timing_seq != timing) saw_timing_at_ = world_.time.now();
    State seen = state_;
    if (world_.bug == Bug::kPauseForgetsTime && events[i].has_resumed()) {
      state_.elapsed_micros = seen.elapsed_micros = 0;
      state_.opens_micros = seen.opens_micros = Local();
    }
    clock_.See(seen, Local());
    Rendered& rendered = log_.emplace_back();
    rendered.event = events[i];
    rendered.longest_permille = state_.longest_permille;
    if (events[i].has_revealed() || events[i].has_ended()) Reckon(rendered, snapshot);
  }
  for (const StoredAnswer& row : snapshot.answers) {
    if (row.answer.item == state_.item) clock_.SeeAnswer(state_, row.answer.elapsed_micros, Local());
  }
  for (Watcher& watcher : watchers_) Serve(watcher);
}

void Replica::Reckon(Rendered& rendered, const Database& snapshot) const {
  std::vector<Player> players = snapshot.players;
  for (Player& player : players) {
    if (world_.bug == Bug::kSameTimeInPoints) player.time_permille = kWholePermille;
    if (world_.bug == Bug::kTeamOfWhoeverIsThere) player.first_item = -1;
  }
  const auto places = Rank(state_, world_.rules, players, AnswersOf(snapshot.answers));
  for (const Place& place : places) {
    const auto memory = memory_points_.find(place.player.id);
    const int64_t remembered = memory == memory_points_.end() ? 0 : memory->second;
    rendered.points[place.player.id] = world_.bug == Bug::kStandingsFromMemory ? remembered : place.points;
  }
  for (const TeamPlace& team : RankTeams(state_, world_.rules, places)) rendered.team_points[team.name] = team.points;
}

int64_t Replica::PermilleOf(const std::string& participant) const {
  if (world_.bug == Bug::kLongestTimeForAll) return state_.longest_permille;
  return world_.Describe(participant).time_permille;
}

void Replica::RunTimer() {
  const std::vector<v1::LogEvent> events = Due(state_, Now());
  if (events.empty()) return;
  Transact([this, events, seq = state_.seq](Database& database) {
    const bool blind = world_.bug == Bug::kDoubleTimer;
    if (world_.Append(blind ? database.state.seq : seq, events, true)) Announce(seq);
  }, [](Outcome) {});
}

// Tells the other replicas, by Redis, what was appended after `after_seq`.
void Replica::Announce(int64_t after_seq) {
  if (!world_.redis_up) return;
  const auto& log = world_.database.log;
  for (int64_t seq = after_seq + 1; seq <= static_cast<int64_t>(log.size()); ++seq) {
    for (Replica* other : others) {
      world_.Send([other, seq, event = log[seq - 1]] { other->Hint(seq, event); });
    }
  }
}

void Replica::Hint(int64_t seq, const v1::LogEvent& event) {
  if (!up_ || seq <= state_.seq) return;
  if (world_.bug == Bug::kHintWithoutGapCheck && !state_.items.empty()) {
    Apply(state_, event);
    clock_.See(state_, Local());
    log_.push_back({event, {}, {}});
    for (Watcher& watcher : watchers_) Serve(watcher);
    return;
  }
  Poll([] {});
}

bool Replica::Watch(const std::string& participant, int64_t after_seq, Push push) {
  if (!up_) return false;
  if (world_.bug == Bug::kOffByOneSeq) after_seq = std::max<int64_t>(0, after_seq - 1);
  if (world_.bug == Bug::kSkippedSeq && after_seq > 0) ++after_seq;
  watchers_.push_back({participant, after_seq, std::move(push)});
  Serve(watchers_.back());
  return true;
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

void Replica::Join(const Player& player, std::function<void(bool)> reply) {
  if (!up_) return;
  Transact([player](Database& database) {
    for (const Player& known : database.players) {
      if (known.id == player.id) return;
    }
    database.players.push_back(player);
    const State& state = database.state;
    const bool closed = state.phase == v1::Session::PHASE_ITEM_CLOSED || state.phase == v1::Session::PHASE_REVEALED;
    database.players.back().first_item = closed || state.ended() ? state.item + 1 : state.item;
  }, [reply = std::move(reply)](Outcome outcome) { reply(outcome == Outcome::kCommitted); });
}

void Replica::Look(std::function<void(Glance)> reply) {
  if (!up_) return;
  auto glance = std::make_shared<Glance>();
  Transact([glance](Database& database) {
    *glance = {database.state.seq, database.state.phase, database.state.item};
  }, [glance, reply = std::move(reply)](Outcome outcome) {
    if (outcome == Outcome::kCommitted) reply(*glance);
  });
}

// The decision is made on the state inside the transaction, by this replica's time.
void Replica::Control(const v1::ControlSessionRequest& request, std::function<void()> reply) {
  if (!up_) return;
  Poll([this, request, reply = std::move(reply)] {
    Transact([this, request](Database& database) {
      if (database.state.seq != state_.seq) return;
      auto events = Decide(database.state, world_.rules, request, Now());
      if (!events.ok()) return;
      for (v1::LogEvent& event : *events) {
        const bool waits = world_.rules.own_times && world_.bug != Bug::kClosesAtNormalTime;
        if (event.has_opened() && waits) event.mutable_opened()->set_longest_permille(world_.LongestPermille());
      }
      if (world_.Append(request.expected_seq(), *events, false)) Announce(request.expected_seq());
    }, [reply](Outcome) { reply(); });
  });
}

}  // namespace lyceum::quiz::live::simulation
