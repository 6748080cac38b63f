#include "tests/simulation/world.h"

#include <algorithm>

namespace lyceum::quiz::live::simulation {

StoredAnswer* Database::Find(const std::string& participant, int item) {
  for (StoredAnswer& row : answers) {
    if (row.answer.item == item && row.answer.participant == participant) return &row;
  }
  return nullptr;
}

World::World(uint64_t seed, Bug planted) : chance(seed), bug(planted), seed_(seed) {
  loss = static_cast<int>(chance.Between(0, 150));
  allow_change = chance.Hit(400);
  rules.scoring.set_base_points(1000);
  rules.scoring.set_speed(v1::ScoringRule::SPEED_KAHOOT);
  if (chance.Hit(500)) {
    rules.scoring.mutable_streak()->set_first(2);
    rules.scoring.mutable_streak()->set_step(100);
    rules.scoring.mutable_streak()->set_cap(500);
  }
  const int64_t items = chance.Between(2, 4);
  for (int64_t i = 0; i < items; ++i) {
    rules.items.push_back({chance.Between(0, 2), chance.Between(2, 9) * kSecondUs});
  }
  // Chances of their own, so that these do not move all others.
  Chance extras(seed ^ 0x7465616d73);
  rules.own_times = extras.Hit(500);
  if (!extras.Hit(500)) return;
  rules.teams.add_names("Red");
  rules.teams.add_names("Blue");
  rules.teams.set_mode(static_cast<v1::TeamRule::Mode>(extras.Between(1, 4)));
  if (rules.teams.mode() == v1::TeamRule::MODE_BEST_K) rules.teams.set_best_k(2);
}

Player World::Describe(const std::string& id) const {
  Chance own(seed_);
  for (const char c : id) own = Chance(own.Next() + static_cast<uint64_t>(c));
  Player player{id, id};
  if (rules.teams.names_size() > 0) player.team = rules.teams.names(static_cast<int>(own.Between(0, 1)));
  if (rules.own_times && own.Hit(150)) player.time_permille = own.Between(1'100, 2'000);
  return player;
}

int64_t World::LongestPermille() const {
  int64_t longest = kWholePermille;
  for (const Player& player : database.players) longest = std::max(longest, player.time_permille);
  return longest;
}

void World::Send(std::function<void()> deliver) {
  if (calm) return time.After(chance.Between(1, 20) * kMs, std::move(deliver));
  if (chance.Hit(loss)) return;
  const int copies = chance.Hit(loss) ? 2 : 1;
  for (int i = 0; i < copies; ++i) {
    const int64_t delay = chance.Hit(30) ? chance.Between(500, 4'000) : chance.Between(1, 60);
    time.After(delay * kMs, deliver);
  }
}

void World::Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done) {
  const bool lost = !calm && chance.Hit(loss / 3);
  const bool unknown = !calm && chance.Hit(loss / 3);
  const int64_t there = chance.Between(1, 15) * kMs, back = chance.Between(1, 10) * kMs;
  time.After(there, [this, lost, unknown, back, body = std::move(body), done = std::move(done)] {
    const bool fails = lost || time.now() < database_down_until;
    if (!fails) body(database);
    const Outcome outcome = fails ? (unknown ? Outcome::kUnknown : Outcome::kFailed)
                                  : (unknown ? Outcome::kUnknown : Outcome::kCommitted);
    time.After(back, [done, outcome] { done(outcome); });
  });
}

void World::CheckClose(const v1::LogClosed& closed, bool timed) {
  const State& state = database.state;
  const bool running = state.open() || state.phase == v1::Session::PHASE_PAUSED;
  if (!running || closed.item() != state.item) Violation("an item was closed that was not open");
  const int64_t lasts = state.lasts_micros * database.true_longest / kWholePermille;
  const int64_t late = time.now() - database.true_opens - lasts;
  if (timed && late < 0) Violation("a timer closed an item too early");
  if (timed && late > 4 * kSecondUs + hindered) Violation("a timer closed an item too late");
}

bool World::Append(const State& base, const std::vector<v1::LogEvent>& events, bool timed) {
  State& state = database.state;
  if (base.seq != state.seq) return false;
  if (base.epoch != state.epoch && bug != Bug::kStaleEpochAppend) return false;
  if (base.epoch != state.epoch) Violation("an event was appended to a history that was lost");
  for (v1::LogEvent event : events) {
    event.set_epoch(database.epoch);
    if (event.has_closed() && !event.closed().skipped()) CheckClose(event.closed(), timed);
    Apply(state, event);
    if (event.has_opened()) {
      database.true_opens = time.now();
      database.true_longest = LongestPermille();
    }
    if (event.has_resumed()) database.true_opens = time.now() - event.resumed().elapsed_micros();
    if (event.has_opened() || event.has_resumed()) hindered = 0;
    time.Note(static_cast<uint64_t>(event.event_case()));
    database.log.push_back(std::move(event));
  }
  return true;
}

void World::Restore(const Database& backup) {
  const int64_t epoch = database.epoch + 1;
  database = backup;
  database.epoch = epoch;
  ++restores;
  hindered += 60 * kSecondUs;  // nobody knows what the item's time was
}

void World::CheckStamped(const StoredAnswer& row) {
  const Answer& answer = row.answer;
  if (stamped.count({answer.participant, answer.item, row.version, row.choice, answer.elapsed_micros}) == 0) {
    Violation("an answer was counted at a time that no receipt proves");
  }
}

void World::Violation(const std::string& what) {
  if (violation.empty()) violation = what;
}

}  // namespace lyceum::quiz::live::simulation
