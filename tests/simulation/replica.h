// One replica of the quiz service, as the simulation sees it: a time of day that is
// off and jumps, a copy of the log that a crash wipes out, and the steps of the
// session hub over the real logic.
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
  int64_t epoch = 0;
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
  std::string stamp;            // of an earlier try
};

// What a stamp says, true or not: microseconds of the item's time.
int64_t StampedTime(const std::string& stamp);

enum class Fate { kStored, kTryAgain, kRefused };
struct Reply {
  Fate kind = Fate::kTryAgain;
  int64_t elapsed_micros = 0;
  int64_t version = 0;
  int64_t restores = 0;    // of the database, when it was stored
  std::string stamp = "";  // with kTryAgain, perhaps
};

// What the host sees.
struct Glance {
  int64_t seq = 0;
  v1::Session::Phase phase = v1::Session::PHASE_UNSPECIFIED;
  int item = -1;
};

enum class Opening { kDown, kOpen, kStaleEpoch };

class Replica {
 public:
  using Push = std::function<void(const Message&)>;

  explicit Replica(World& world);

  // Loses all it has in memory, and its streams; comes back later.
  void Crash(int64_t down_for);
  // Stands still, and goes on with what it had in memory.
  void Pause(int64_t for_micros);
  // Somebody sets its time of day.
  void JumpClock(int64_t by) { skew_ += by; }
  bool up() const { return up_; }
  bool active() const { return up_ && world_.time.now() >= paused_until_; }
  // Changes when its streams die.
  int64_t streams() const { return streams_; }

  void Submit(const Submission& submission, std::function<void(Reply)> reply);
  void Control(const v1::ControlSessionRequest& request, std::function<void()> reply);
  void Look(std::function<void(Glance)> reply);
  void Join(const Player& player, std::function<void(bool stored)> reply);
  // Pushes all events after `after_seq`, then new ones.
  Opening Watch(const std::string& participant, int64_t after_seq, int64_t epoch, Push push);
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
  // What a poll brings, of one snapshot.
  struct News {
    bool lost = false;  // what was known is not in the log any more: `events` are all
    std::vector<v1::LogEvent> events;
    std::vector<Player> players;  // with a reveal or the end
    std::vector<StoredAnswer> answers;
    int64_t latest_answer = 0;  // to the current item
    int64_t age_timing_seq = 0, age_micros = 0;
  };

  int64_t Local() const { return world_.time.now() + skew_; }
  int64_t Steady() const { return world_.time.now() - steady_from_; }
  int64_t Elapsed() const;
  Moment Now() const { return {Local(), Elapsed()}; }
  // While it stands still, `act` has to wait: true.
  bool Deferred(std::function<void()> act);
  // `done` runs only if this life goes on.
  void Transact(std::function<void(Database&)> body, std::function<void(Outcome)> done);
  void PollLoop();
  void Poll(std::function<void(bool good)> then);
  void Read(const Database& database, const State& from, News& news) const;
  void Learn(const News& news, int64_t first_seq);
  void LearnEvent(const v1::LogEvent& event, const News& news);
  void Reckon(Rendered& rendered, const News& news) const;
  void BeginAnew();
  // Until when the participant may answer, as MayAnswer wants it.
  int64_t PermilleOf(const std::string& participant) const;
  void RunTimer();
  void RecordAge();
  void Announce(int64_t after_seq);
  void Serve(Watcher& watcher);
  Message View(const Watcher& watcher, int64_t seq) const;

  void Decide(const Submission& submission, bool again, std::function<void(Reply)> reply);
  // After a look at the database.
  void DecideLater(const Submission& submission, std::function<void(Reply)> reply);
  bool ReadStamp(const Submission& submission, int64_t& elapsed) const;
  void CheckReceipt(int64_t elapsed) const;
  void CheckStore(const StoredAnswer& row) const;
  void Store(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply);
  void StoreLate(const Submission& submission, int64_t elapsed, std::function<void(Reply)> reply);
  void StoreWholeItem(const Submission& submission, const StoredAnswer& row, std::function<void(Reply)> reply);
  // The reply to an answer that is not known to be stored.
  Reply NotStored(const Submission& submission, int64_t elapsed);

  World& world_;
  int64_t skew_;
  int64_t steady_from_ = 0;
  bool up_ = true;
  int64_t paused_until_ = 0;
  int64_t life_ = 0;
  int64_t streams_ = 0;
  int64_t histories_ = 0;
  State state_;
  ItemClock clock_;
  int64_t age_timing_seq_ = 0, age_micros_ = 0;  // as written down
  int64_t saw_timing_at_ = 0;  // true time; for the checks
  std::vector<Rendered> log_;
  std::vector<Watcher> watchers_;
  std::map<std::pair<std::string, int>, int> may_stamp_;  // the choice, by participant and item
  std::map<std::string, int64_t> memory_points_;  // for Bug::kStandingsFromMemory
};

}  // namespace lyceum::quiz::live::simulation
