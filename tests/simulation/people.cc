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
  replica_life_ = replica_->life();
  const int64_t connection = ++connection_;
  const bool open = replica_->Watch(id_, last_seq_, [this, connection](const Message& message) {
    const int64_t arrives = std::max(last_arrival_, world_.time.now() + world_.chance.Between(1, 80) * kMs);
    last_arrival_ = arrives;
    world_.time.After(arrives - world_.time.now(), [this, connection, message] { Receive(connection, message); });
  });
  if (!open) replica_ = nullptr;
}

// Notices that the connection is gone, and comes back.
void Participant::WatchConnection() {
  world_.time.After(world_.chance.Between(200, 900) * kMs, [this] {
    const bool broken = replica_ == nullptr || replica_->life() != replica_life_;
    if (broken || (!world_.calm && world_.chance.Hit(world_.loss / 2))) Connect();
    WatchConnection();
  });
}

void Participant::Receive(int64_t connection, const Message& message) {
  if (connection != connection_) return;
  world_.time.Note(static_cast<uint64_t>(message.seq));
  if (message.seq != last_seq_ + 1) world_.Violation("a watcher missed an event or got one twice");
  last_seq_ = message.seq;
  const auto& truth = world_.database.log;
  if (message.seq > static_cast<int64_t>(truth.size()) || truth[message.seq - 1].event_case() != message.kind) {
    world_.Violation("a watcher got an event that is not in the log");
  }
  if (message.has_key && message.kind != LogEvent::kRevealed) world_.Violation("a key was sent before the reveal");
  if (message.own_points >= 0) told_points_[message.seq] = {message.own_points, message.team_points};
  if (message.kind != LogEvent::kOpened) return;
  opened_at_[message.item] = world_.time.now();
  if (world_.chance.Hit(100)) return;  // does not know
  const int choice = world_.chance.Hit(600) ? 0 : 1;
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
    const int64_t claimed = cheats_ ? 0 : world_.time.now() - opened_at_[item];
    world_.Send([this, replica = replica_, submission = Submission{id_, item, choice, version, claimed}] {
      replica->Submit(submission, [this, submission](Reply reply) {
        world_.Send([this, submission, reply] {
          if (reply.kind != Fate::kStored || reply.version != submission.version) return;
          Acknowledged& told = acknowledged_[submission.item];
          if (told.version <= reply.version) told = {reply.version, submission.choice, reply.elapsed_micros};
        });
      });
    });
  }
  world_.time.After(world_.chance.Between(700, 1'300) * kMs,
                    [this, item, version, choice, tries] { Answer(item, version, choice, tries + 1); });
}

Host::Host(World& world, std::vector<Replica*> replicas) : world_(world), replicas_(std::move(replicas)) { Loop(); }

void Host::Loop() {
  world_.time.After(world_.chance.Between(300, 900) * kMs, [this] {
    Replica* replica = replicas_[world_.chance.Between(0, replicas_.size() - 1)];
    world_.Send([this, replica] {
      replica->Look([this](Glance glance) { world_.Send([this, glance] { Act(glance); }); });
    });
    if (!world_.database.state.ended()) Loop();
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
