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
  const bool fails = !calm && chance.Hit(loss / 3);
  const bool unknown = !calm && chance.Hit(loss / 3);
  const int64_t there = chance.Between(1, 15) * kMs, back = chance.Between(1, 10) * kMs;
  time.After(there, [this, fails, unknown, back, body = std::move(body), done = std::move(done)] {
    if (!fails) body(database);
    const Outcome outcome = fails ? (unknown ? Outcome::kUnknown : Outcome::kFailed)
                                  : (unknown ? Outcome::kUnknown : Outcome::kCommitted);
    time.After(back, [done, outcome] { done(outcome); });
  });
}

bool World::Append(int64_t seq, const std::vector<v1::LogEvent>& events, bool timed) {
  if (seq != database.state.seq) return false;
  for (const v1::LogEvent& event : events) {
    State& state = database.state;
    const bool running = state.open() || state.phase == v1::Session::PHASE_PAUSED;
    if (event.has_closed() && !event.closed().skipped()) {
      if (!running || event.closed().item() != state.item) Violation("an item was closed that was not open");
      const int64_t lasts = state.lasts_micros * true_longest / kWholePermille;
      if (timed && time.now() - true_opens < lasts) Violation("a timer closed an item too early");
    }
    Apply(state, event);
    database.log.push_back(event);
    if (event.has_opened()) {
      true_opens = time.now();
      true_longest = LongestPermille();
    }
    if (event.has_resumed()) true_opens = time.now() - event.resumed().elapsed_micros();
    time.Note(static_cast<uint64_t>(event.event_case()));
  }
  return true;
}

void World::Violation(const std::string& what) {
  if (violation.empty()) violation = what;
}

}  // namespace lyceum::quiz::live::simulation
