#include "tests/simulation/run.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/simulation/people.h"

namespace lyceum::quiz::live::simulation {
namespace {

struct Cast {
  std::vector<std::unique_ptr<Replica>> replicas;
  std::vector<std::unique_ptr<Participant>> participants;
  std::vector<std::unique_ptr<Host>> hosts;
};

// The operator puts back a backup, in the middle of it all: what was stored since
// is gone, and replicas and watchers remember it.
void Restore(World& world, Cast& cast) {
  const int64_t backs_up = world.chance.Between(2, 30) * kSecondUs;
  world.time.After(backs_up, [&world, &cast] {
    if (world.calm) return;
    world.time.After(world.chance.Between(100, 4'000) * kMs, [&world, &cast, backup = world.database] {
      if (world.database.log.size() == backup.log.size() || world.calm) return;
      world.Restore(backup);
      for (const auto& participant : cast.participants) participant->Forgive();
      Replica& replica = *cast.replicas[world.chance.Between(0, 2)];
      if (world.chance.Hit(700) && replica.active()) replica.Pause(world.chance.Between(2'000, 8'000) * kMs);
    });
    Restore(world, cast);
  });
}

void Trouble(World& world, Cast& cast) {
  world.time.After(world.chance.Between(400, 3'000) * kMs, [&world, &cast] {
    if (world.calm) return;
    Replica& replica = *cast.replicas[world.chance.Between(0, 2)];
    const int64_t kind = world.chance.Between(0, 999);
    if (kind < 300) {
      if (replica.up()) replica.Crash(world.chance.Between(200, 5'000) * kMs);
    } else if (kind < 450) {
      if (replica.active()) replica.Pause(world.chance.Between(500, 6'000) * kMs);
    } else if (kind < 550) {
      const int64_t hours = world.chance.Hit(500) ? 1 : 24;
      replica.JumpClock((world.chance.Hit(500) ? hours : -hours) * 3'600 * kSecondUs);
    } else if (kind < 620) {
      const int64_t away = world.chance.Between(500, 5'000) * kMs;
      world.database_down_until = world.time.now() + away;
      world.hindered += away;
    }
    world.redis_up = world.chance.Hit(700);
    Trouble(world, cast);
  });
}

Cast Assemble(World& world) {
  Cast cast;
  std::vector<Replica*> replicas;
  for (int i = 0; i < 3; ++i) replicas.push_back(cast.replicas.emplace_back(new Replica(world)).get());
  for (Replica* replica : replicas) {
    for (Replica* other : replicas) {
      if (other != replica) replica->others.push_back(other);
    }
  }
  const int64_t participants = world.chance.Between(5, world.chance.Hit(200) ? 60 : 15);
  for (int64_t i = 0; i < participants; ++i) {
    const int64_t joins = world.chance.Hit(150) ? world.chance.Between(5, 20) * kSecondUs
                                                : world.chance.Between(100, 3'000) * kMs;
    cast.participants.emplace_back(new Participant(world, replicas, absl::StrCat("p", 100 + i), joins));
  }
  const int hosts = world.chance.Hit(300) ? 2 : 1;
  for (int i = 0; i < hosts; ++i) cast.hosts.emplace_back(new Host(world, replicas));
  return cast;
}

bool AllCaughtUp(const World& world, const Cast& cast) {
  if (!world.database.state.ended()) return false;
  for (const auto& participant : cast.participants) {
    if (!participant->CaughtUp()) return false;
  }
  return true;
}

// Every answer once, and none that was acknowledged is missing or another.
void CheckAnswers(World& world, const Cast& cast) {
  std::set<std::pair<std::string, int>> seen;
  for (const StoredAnswer& row : world.database.answers) {
    if (!seen.insert({row.answer.participant, row.answer.item}).second) world.Violation("an answer was counted twice");
  }
  for (const auto& participant : cast.participants) {
    for (const auto& [item, told] : participant->acknowledged()) {
      const StoredAnswer* row = world.database.Find(participant->id(), item);
      if (row == nullptr) return world.Violation("an acknowledged answer was lost");
      if (row->version < told.version) return world.Violation("an acknowledged change was lost");
      if (row->version == told.version && row->choice != told.choice) world.Violation("an answer was changed");
      if (row->version == told.version && row->answer.elapsed_micros != told.elapsed_micros) {
        world.Violation("an answer's time was changed");
      }
    }
  }
}

// The points everybody was told are those that follow from log and answers.
void CheckStandings(World& world, const Cast& cast) {
  State state;
  for (const v1::LogEvent& event : world.database.log) {
    Apply(state, event);
    if (!event.has_revealed() && !event.has_ended()) continue;
    std::vector<Answer> answers;
    for (const StoredAnswer& row : world.database.answers) {
      if (row.late_seq <= state.seq) answers.push_back(row.answer);
    }
    std::map<std::string, int64_t> points, team_points;
    const auto places = Rank(state, world.rules, world.database.players, answers);
    for (const Place& place : places) points[place.player.id] = place.points;
    for (const TeamPlace& team : RankTeams(state, world.rules, places)) team_points[team.name] = team.points;
    for (const auto& participant : cast.participants) {
      const auto told = participant->told_points().find({state.epoch, state.seq});
      if (told == participant->told_points().end()) continue;
      if (told->second.first != points[participant->id()]) {
        return world.Violation("points were told that do not follow from the stored answers");
      }
      if (told->second.second != team_points[world.Describe(participant->id()).team]) {
        return world.Violation("team points were told that do not follow from the stored answers");
      }
    }
  }
}

}  // namespace

Reckoning Simulate(uint64_t seed, Bug bug) {
  World world(seed, bug);
  world.Append(State(), {Created(static_cast<int>(world.rules.items.size()), world.time.now())}, false);
  Cast cast = Assemble(world);
  Trouble(world, cast);
  if (world.chance.Hit(200)) Restore(world, cast);
  const int64_t calm_at = world.time.now() + world.chance.Between(20, 60) * kSecondUs;
  const int64_t deadline = world.time.now() + 400 * kSecondUs;
  int64_t next_look = 0;
  while (world.violation.empty() && world.time.Step()) {
    if (world.time.now() >= calm_at) world.calm = world.redis_up = true;
    if (world.time.now() < next_look) continue;
    next_look = world.time.now() + 500 * kMs;
    if (AllCaughtUp(world, cast)) break;
    if (world.time.now() > deadline) world.Violation("somebody never got all events");
  }
  // What is still on its way arrives, and must change nothing any more.
  const int64_t rest = world.time.now() + 6 * kSecondUs;
  while (world.violation.empty() && world.time.now() < rest && world.time.Step()) continue;
  CheckAnswers(world, cast);
  CheckStandings(world, cast);
  Reckoning reckoning{world.time.hash(), world.time.steps(), static_cast<int64_t>(world.database.answers.size()), 0,
                      world.restores, world.violation};
  for (const StoredAnswer& row : world.database.answers) reckoning.late_answers += row.late_seq > 0 ? 1 : 0;
  return reckoning;
}

}  // namespace lyceum::quiz::live::simulation
