// One replica of the quiz service, as the simulation sees it: a clock that is
// off, a copy of the log that a crash wipes out, and the steps of the session hub
// over the real logic.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "services/quiz/live/logic/item_clock.h"
#include "tests/simulation/world.h"

namespace lyceum::quiz::live::simulation {

// What a watcher is sent for one event of the log.
struct Message {
  int64_t seq = 0;
  v1::LogEvent::EventCase kind = v1::LogEvent::EVENT_NOT_SET;
  int item = -1;
  int64_t lasts_micros = 0;
  bool has_key = false;
  int64_t own_points = -1;  // with the standings
  int64_t team_points = 0;  // of the participant's team
};

struct Submission {
  std::string participant;
  int item = 0;
  int choice = 0;
  int64_t version = 0;
  int64_t claimed_elapsed = 0;  // what the client says; nobody should believe it
};

enum class Fate { kStored, kTryAgain, kRefused };
struct Reply {
  Fate kind = Fate::kTryAgain;
  int64_t elapsed_micros = 0;
  int64_t version = 0;
};

// What the host sees.
struct Glance {
  int64_t seq = 0;
  v1::Session::Phase phase = v1::Session::PHASE_UNSPECIFIED;
  int item = -1;
};

class Replica {
 public:
  using Push = std::function<void(const Message&)>;

  explicit Replica(World& world);

  // Loses all it has in memory, and its streams; comes back later.
  void Crash(int64_t down_for);
  bool up() const { return up_; }
  // Changes with each crash: streams of an older life are dead.
  int64_t life() const { return life_; }

  void Submit(const Submission& submission, std::function<void(Reply)> reply);
  void Control(const v1::ControlSessionRequest& request, std::function<void()> reply);
  void Look(std::function<void(Glance)> reply);
  void Join(const Player& player, std::function<void(bool stored)> reply);
  // Pushes all events after `after_seq`, then new ones. False if it is down.
  bool Watch(const std::string& participant, int64_t after_seq, Push push);
  // The hint that there is something new, as Redis brings it.
  void Hint(int64_t seq, const v1::LogEvent& event);

  std::vector<Replica*> others;

 private:
  struct Rendered {
    v1::LogEvent event;
    std::map<std::string, int64_t> points;  // by participant, with a reveal or the end
    std::map<std::string, int64_t> team_points;
    int64_t longest_permille = kWholePermille;
  };
  struct Watcher {
    std::string participant;
    int64_t sent = 0;
    Push push;
  };

  int64_t Local() const { return world_.time.now() + skew_; }
  int64_t Elapsed() const;
  Moment Now() const { return {Local(), Elapsed()}; }
  // `done` runs only if this life goes on.
  void Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done);
  void PollLoop();
  void Poll(std::function<void()> then);
  void Learn(const std::vector<v1::LogEvent>& events, int64_t first_seq, const Database& snapshot);
  void Reckon(Rendered& rendered, const Database& snapshot) const;
  // Until when the participant may answer, as MayAnswer wants it.
  int64_t PermilleOf(const std::string& participant) const;
  void RunTimer();
  void Announce(int64_t after_seq);
  void Serve(Watcher& watcher);
  Message View(const Watcher& watcher, int64_t seq) const;
  void CheckReceipt(int64_t elapsed) const;
  void Store(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply);
  void StoreWholeItem(const Submission& submission, const StoredAnswer& row, std::function<void(Reply)> reply);

  World& world_;
  int64_t skew_;
  bool up_ = true;
  int64_t life_ = 0;
  State state_;
  ItemClock clock_;
  int64_t saw_timing_at_ = 0;  // true time; for the checks
  std::vector<Rendered> log_;
  std::vector<Watcher> watchers_;
  std::map<std::string, int64_t> memory_points_;  // for Bug::kStandingsFromMemory
};

}  // namespace lyceum::quiz::live::simulation
