#include "tests/simulation/replica.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace lyceum::quiz::live::simulation {
namespace {

constexpr int64_t kPoll = 200 * kMs;

std::vector<Answer> AnswersUntil(const std::vector<StoredAnswer>& rows, int64_t seq) {
  std::vector<Answer> answers;
  for (const StoredAnswer& row : rows) {
    if (row.late_seq <= seq) answers.push_back(row.answer);
  }
  return answers;
}

}  // namespace

Replica::Replica(World& world)
    : world_(world),
      skew_(world.chance.Between(-5'000, 5'000) * kMs),
      steady_from_(world.chance.Between(0, 900) * kSecondUs) {
  PollLoop();
}

void Replica::Crash(int64_t down_for) {
  up_ = false;
  paused_until_ = 0;
  ++life_;
  BeginAnew();
  memory_points_.clear();
  steady_from_ = world_.time.now();
  world_.hindered += down_for + 2 * kSecondUs;
  world_.time.After(down_for, [this] {
    up_ = true;
    PollLoop();
  });
}

void Replica::Pause(int64_t for_micros) {
  paused_until_ = world_.time.now() + for_micros;
  world_.hindered += for_micros;
}

void Replica::BeginAnew() {
  ++histories_;
  ++streams_;
  state_ = State();
  clock_ = ItemClock();
  log_.clear();
  watchers_.clear();
  may_stamp_.clear();
}

int64_t Replica::Elapsed() const {
  if (world_.bug == Bug::kWallClockTimer && state_.open()) return Local() - state_.opens_micros;
  return clock_.Elapsed(state_, Steady());
}

bool Replica::Deferred(std::function<void()> act) {
  if (!up_ || world_.time.now() >= paused_until_) return false;
  world_.time.After(paused_until_ - world_.time.now(), [this, life = life_, act = std::move(act)] {
    if (up_ && life == life_) act();
  });
  return true;
}

void Replica::Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done) {
  world_.Transact(std::move(body), [this, life = life_, done = std::move(done)](Outcome outcome) {
    if (!up_ || life != life_) return;
    if (world_.time.now() < paused_until_) {
      Deferred([done, outcome] { done(outcome); });
    } else {
      done(outcome);
    }
  });
}

void Replica::PollLoop() {
  world_.time.After(kPoll, [this, life = life_] {
    if (!up_ || life != life_) return;
    const auto round = [this] {
      RunTimer();
      RecordAge();
      if (world_.bug == Bug::kHintOnly && state_.seq > 0) return PollLoop();
      Poll([this](bool) { PollLoop(); });
    };
    if (!Deferred(round)) round();
  });
}

// What is new to one who knows `from`.
void Replica::Read(const Database& database, const State& from, News& news) const {
  const bool blind = world_.bug == Bug::kStaleEpochWatch;
  news.lost = !blind && !database.Leads(from);
  const int64_t after = news.lost ? 0 : std::min<int64_t>(from.seq, database.log.size());
  news.events.assign(database.log.begin() + after, database.log.end());
  bool reckon = false;
  for (const v1::LogEvent& event : news.events) reckon = reckon || event.has_revealed() || event.has_ended();
  if (reckon) {
    news.players = database.players;
    news.answers = database.answers;
  }
  for (const StoredAnswer& row : database.answers) {
    if (row.answer.item == database.state.item) {
      news.latest_answer = std::max(news.latest_answer, row.answer.elapsed_micros);
    }
  }
  news.age_timing_seq = database.age_timing_seq;
  news.age_micros = database.age_micros;
}

// Reads what is new, on one snapshot.
void Replica::Poll(std::function<void(bool)> then) {
  auto news = std::make_shared<News>();
  Transact([this, news, from = state_](Database& database) { Read(database, from, *news); },
           [this, news, after = state_.seq, histories = histories_, then = std::move(then)](Outcome outcome) {
             // Another poll may have found another history meanwhile.
             const bool good = outcome == Outcome::kCommitted && histories == histories_;
             if (good) Learn(*news, news->lost ? 1 : after + 1);
             then(good);
           });
}

void Replica::Learn(const News& news, int64_t first_seq) {
  if (news.lost) BeginAnew();
  for (size_t i = 0; i < news.events.size(); ++i) {
    if (first_seq + static_cast<int64_t>(i) == state_.seq + 1) LearnEvent(news.events[i], news);
  }
  if (first_seq + static_cast<int64_t>(news.events.size()) == state_.seq + 1) {
    clock_.SeeAnswer(state_, news.latest_answer, Steady());
    age_timing_seq_ = news.age_timing_seq;
    age_micros_ = news.age_micros;
    if (state_.open()) clock_.SeeAge(age_timing_seq_, age_micros_, Steady());
  }
  for (Watcher& watcher : watchers_) Serve(watcher);
}

void Replica::LearnEvent(const v1::LogEvent& event, const News& news) {
  const int64_t timing = state_.timing_seq;
  Apply(state_, event);
  if (state_.timing_seq != timing) saw_timing_at_ = world_.time.now();
  State seen = state_;
  if (world_.bug == Bug::kPauseForgetsTime && event.has_resumed()) state_.elapsed_micros = seen.elapsed_micros = 0;
  clock_.See(seen, Steady());
  Rendered& rendered = log_.emplace_back();
  rendered.event = event;
  rendered.longest_permille = state_.longest_permille;
  if (event.has_revealed() || event.has_ended()) Reckon(rendered, news);
}

void Replica::Reckon(Rendered& rendered, const News& news) const {
  std::vector<Player> players = news.players;
  for (Player& player : players) {
    if (world_.bug == Bug::kSameTimeInPoints) player.time_permille = kWholePermille;
    if (world_.bug == Bug::kTeamOfWhoeverIsThere) player.first_item = -1;
  }
  const int64_t until = world_.bug == Bug::kLateAnswerUnordered ? INT64_MAX : state_.seq;
  const auto places = Rank(state_, world_.rules, players, AnswersUntil(news.answers, until));
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
  Transact([this, events, base = state_](Database& database) {
    const bool blind = world_.bug == Bug::kDoubleTimer;
    if (world_.Append(blind ? database.state : base, events, true)) Announce(base.seq);
  }, [](Outcome) {});
}

void Replica::RecordAge() {
  const int64_t elapsed = Elapsed();
  const int64_t known = age_timing_seq_ == state_.timing_seq ? age_micros_ : state_.elapsed_micros;
  if (!state_.open() || elapsed - known < kSecondUs) return;
  Transact([base = state_, elapsed](Database& database) {
    if (base.seq != database.state.seq || base.epoch != database.state.epoch) return;
    if (database.age_timing_seq == base.timing_seq && database.age_micros >= elapsed) return;
    database.age_timing_seq = base.timing_seq;
    database.age_micros = elapsed;
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
  if (!up_ || seq <= state_.seq || Deferred([this, seq, event] { Hint(seq, event); })) return;
  if (world_.bug == Bug::kHintWithoutGapCheck && !state_.items.empty()) {
    Apply(state_, event);
    clock_.See(state_, Steady());
    log_.push_back({event, {}, {}});
    for (Watcher& watcher : watchers_) Serve(watcher);
    return;
  }
  Poll([](bool) {});
}

void Replica::Join(const Player& player, std::function<void(bool)> reply) {
  if (!up_ || Deferred([this, player, reply] { Join(player, reply); })) return;
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
  if (!up_ || Deferred([this, reply] { Look(reply); })) return;
  auto glance = std::make_shared<Glance>();
  Transact([glance](Database& database) {
    *glance = {database.state.seq, database.state.phase, database.state.item};
  }, [glance, reply = std::move(reply)](Outcome outcome) {
    if (outcome == Outcome::kCommitted) reply(*glance);
  });
}

// The decision is made on the state inside the transaction, by this replica's time.
void Replica::Control(const v1::ControlSessionRequest& request, std::function<void()> reply) {
  if (!up_ || Deferred([this, request, reply] { Control(request, reply); })) return;
  Poll([this, request, reply = std::move(reply)](bool) {
    Transact([this, request, base = state_, moment = Now()](Database& database) {
      if (database.state.seq != base.seq) return;
      auto events = live::Decide(base, world_.rules, request, moment);
      if (!events.ok()) return;
      for (v1::LogEvent& event : *events) {
        const bool waits = world_.rules.own_times && world_.bug != Bug::kClosesAtNormalTime;
        if (event.has_opened() && waits) event.mutable_opened()->set_longest_permille(world_.LongestPermille());
      }
      if (world_.Append(base, *events, false)) Announce(request.expected_seq());
    }, [reply](Outcome) { reply(); });
  });
}

}  // namespace lyceum::quiz::live::simulation
