#include "tests/simulation/people.h"

#include <algorithm>
#include <utility>

namespace lyceum::quiz::live::simulation {

using v1::LogEvent;
using v1::Session;

Participant::Participant(World& world, std::vector<Replica*> replicas, std::string id, int64_t joins_after)
    : world_(world), replicas_(std::move(replicas)), id_(std::move(id)), cheats_(world.chance.Hit(200)) {
  world_.time.After(joins_after, [this] {
    Join();
    Connect();
    WatchConnection();
  });
}

void Participant::Join() {
  if (joined_) return;
  Replica* replica = replicas_[world_.chance.Between(0, replicas_.size() - 1)];
  world_.Send([this, replica] {
    replica->Join(world_.Describe(id_), [this](bool stored) {
      if (stored) world_.Send([this] { joined_ = true; });
    });
  });
  world_.time.After(kSecondUs, [this] { Join(); });
}

void Participant::Connect() {
  replica_ = replicas_[world_.chance.Between(0, replicas_.size() - 1)];
  replica_streams_ = replica_->streams();
  const int64_t connection = ++connection_;
  const int64_t epoch = seen_.empty() ? 0 : seen_.back().first;
  const Opening opening = replica_->Watch(id_, seen_.size(), epoch, [this, connection](const Message& message) {
    const int64_t arrives = std::max(last_arrival_, world_.time.now() + world_.chance.Between(1, 80) * kMs);
    last_arrival_ = arrives;
    world_.time.After(arrives - world_.time.now(), [this, connection, message] { Receive(connection, message); });
  });
  if (opening != Opening::kOpen) replica_ = nullptr;
  if (opening != Opening::kStaleEpoch) return;
  if (world_.restores == 0) world_.Violation("a watcher was told of another history where there was none");
  seen_.clear();
}

// Notices that the connection is gone, and comes back.
void Participant::WatchConnection() {
  world_.time.After(world_.chance.Between(200, 900) * kMs, [this] {
    const bool broken = replica_ == nullptr || replica_->streams() != replica_streams_;
    if (broken || (!world_.calm && world_.chance.Hit(world_.loss / 2))) Connect();
    WatchConnection();
  });
}

bool Participant::CaughtUp() const {
  const auto& truth = world_.database.log;
  if (seen_.size() != truth.size()) return false;
  for (size_t i = 0; i < truth.size(); ++i) {
    if (seen_[i] != std::pair(truth[i].epoch(), truth[i].event_case())) return false;
  }
  return true;
}

void Participant::Forgive() {
  for (auto it = acknowledged_.begin(); it != acknowledged_.end();) {
    const StoredAnswer* row = world_.database.Find(id_, it->first);
    const Acknowledged& told = it->second;
    const bool kept = row != nullptr && row->version == told.version && row->choice == told.choice &&
                      row->answer.elapsed_micros == told.elapsed_micros;
    it = kept ? std::next(it) : acknowledged_.erase(it);
  }
  const auto& players = world_.database.players;
  joined_ = joined_ && std::any_of(players.begin(), players.end(), [this](const Player& p) { return p.id == id_; });
  if (!joined_) Join();
}

void Participant::Receive(int64_t connection, const Message& message) {
  if (connection != connection_) return;
  world_.time.Note(static_cast<uint64_t>(message.seq));
  if (message.seq != static_cast<int64_t>(seen_.size()) + 1) {
    world_.Violation("a watcher missed an event or got one twice");
  }
  seen_.push_back({message.epoch, message.kind});
  const auto& truth = world_.database.log;
  const bool there = message.seq <= static_cast<int64_t>(truth.size()) &&
                     truth[message.seq - 1].epoch() == message.epoch;
  if (!there && world_.restores > 0) return;  // of a history that was lost
  if (!there || truth[message.seq - 1].event_case() != message.kind) {
    world_.Violation("a watcher got an event that is not in the log");
  }
  if (message.has_key && message.kind != LogEvent::kRevealed) world_.Violation("a key was sent before the reveal");
  if (message.own_points >= 0) {
    const auto points = std::make_pair(message.own_points, message.team_points);
    const auto told = told_points_.insert({{message.epoch, message.seq}, points}).first;
    if (told->second != points) world_.Violation("another number of points was told for the same event");
  }
  if (message.kind == LogEvent::kRevealed && cheats_) Cheat(message.item);
  if (message.kind == LogEvent::kOpened) Opened(message);
}

void Participant::Opened(const Message& message) {
  opened_at_[message.item] = world_.time.now();
  if (world_.chance.Hit(100)) return;  // does not know
  // The same one, should the item be opened again after a restore.
  const int choice = choices_.insert({message.item, world_.chance.Hit(600) ? 0 : 1}).first->second;
  const int64_t thinks = world_.chance.Between(0, message.lasts_micros * 11 / 10);
  world_.time.After(thinks, [this, item = message.item, choice] { Answer(item, 0, choice, 0); });
  if (!world_.allow_change || !world_.chance.Hit(500)) return;
  world_.time.After(thinks + world_.chance.Between(100, 2'000) * kMs,
                    [this, item = message.item, choice] { Answer(item, 1, 1 - choice, 0); });
}

// Sends until it is told yes or no.
void Participant::Answer(int item, int64_t version, int choice, int tries) {
  const auto known = acknowledged_.find(item);
  if (tries > 12 || (known != acknowledged_.end() && known->second.version >= version)) return;
  if (replica_ != nullptr && joined_) {
    Submission submission{id_, item, choice, version, cheats_ ? 0 : world_.time.now() - opened_at_[item], ""};
    const auto stamp = stamps_.find({item, version});
    if (stamp != stamps_.end() && stamp->second.first == choice) submission.stamp = stamp->second.second;
    world_.Send([this, replica = replica_, submission] {
      replica->Submit(submission, [this, submission](Reply reply) {
        world_.Send([this, submission, reply] { Hear(submission, reply); });
      });
    });
  }
  world_.time.After(world_.chance.Between(700, 1'300) * kMs,
                    [this, item, version, choice, tries] { Answer(item, version, choice, tries + 1); });
}

void Participant::Hear(const Submission& submission, const Reply& reply) {
  if (reply.restores != world_.restores) return;
  if (!reply.stamp.empty()) stamps_[{submission.item, submission.version}] = {submission.choice, reply.stamp};
  if (reply.kind == Fate::kRefused && !submission.stamp.empty() && world_.restores == 0) {
    const State& state = world_.database.state;
    const bool in_time = StampedTime(submission.stamp) <= state.items[submission.item].closed_micros;
    if (in_time && !state.ended() && world_.database.Find(id_, submission.item) == nullptr) {
      world_.Violation("an answer that came in time was refused");
    }
  }
  if (reply.kind != Fate::kStored || reply.version != submission.version) return;
  Acknowledged& told = acknowledged_[submission.item];
  if (told.version <= reply.version) told = {reply.version, submission.choice, reply.elapsed_micros};
}

void Participant::Cheat(int item) {
  for (const auto& [key, stamp] : stamps_) {
    if (key.first != item || replica_ == nullptr) continue;
    const auto& [choice, proof] = stamp;
    // The right answer, with the stamp of another one; and a better time.
    Submission other{id_, item, 0, key.second, 0, proof}, sooner{id_, item, choice, key.second, 0, proof};
    for (int i = 0; i < 8; ++i) sooner.stamp[i] = 0;
    for (const Submission& submission : {other, sooner}) {
      if (submission.choice == choice && submission.stamp == proof) continue;
      world_.Send([replica = replica_, submission] { replica->Submit(submission, [](Reply) {}); });
    }
  }
}

Host::Host(World& world, std::vector<Replica*> replicas) : world_(world), replicas_(std::move(replicas)) { Loop(); }

void Host::Loop() {
  world_.time.After(world_.chance.Between(300, 900) * kMs, [this] {
    Replica* replica = replicas_[world_.chance.Between(0, replicas_.size() - 1)];
    world_.Send([this, replica] {
      replica->Look([this](Glance glance) { world_.Send([this, glance] { Act(glance); }); });
    });
    // The end may be taken back by a restore, as long as there is one to come.
    if (!world_.database.state.ended() || !world_.calm) Loop();
  });
}

void Host::Act(const Glance& glance) {
  v1::ControlSessionRequest request;
  request.set_expected_seq(glance.seq);
  const int last = static_cast<int>(world_.rules.items.size()) - 1;
  switch (glance.phase) {
    case Session::PHASE_LOBBY:
      if (world_.time.now() < 1'004 * kSecondUs) return;
      request.mutable_start();
      break;
    case Session::PHASE_ITEM_OPEN:
      if (world_.chance.Hit(60)) request.mutable_pause();
      else if (world_.chance.Hit(30)) request.mutable_extend()->mutable_by()->set_seconds(2);
      else if (world_.chance.Hit(15)) request.mutable_skip();
      else if (world_.chance.Hit(15)) request.mutable_reveal();
      else return;
      break;
    case Session::PHASE_PAUSED: request.mutable_resume(); break;
    case Session::PHASE_ITEM_CLOSED:
      if (world_.chance.Hit(700)) request.mutable_reveal();
      else if (glance.item < last) request.mutable_next();
      else request.mutable_end();
      break;
    case Session::PHASE_REVEALED:
      if (glance.item < last) request.mutable_next();
      else request.mutable_end();
      break;
    default: return;
  }
  Replica* replica = replicas_[world_.chance.Between(0, replicas_.size() - 1)];
  world_.Send([replica, request] { replica->Control(request, [] {}); });
}

}  // namespace lyceum::quiz::live::simulation
