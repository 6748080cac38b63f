// Those who use the replicas: participants, who answer and come back whenever
// they lose their connection, and hosts.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/replica.h"

namespace lyceum::quiz::live::simulation {

// What a participant was told about its answer to an item.
struct Acknowledged {
  int64_t version = 0;
  int choice = 0;
  int64_t elapsed_micros = 0;
};

class Participant {
 public:
  Participant(World& world, std::vector<Replica*> replicas, std::string id, int64_t joins_after);

  const std::string& id() const { return id_; }
  // It has seen the whole log, as it is.
  bool CaughtUp() const;
  // The database was restored: what it told since the backup, it told in vain.
  void Forgive();
  const std::map<int, Acknowledged>& acknowledged() const { return acknowledged_; }
  // Its points and its team's as it was told, by epoch and seq.
  const std::map<std::pair<int64_t, int64_t>, std::pair<int64_t, int64_t>>& told_points() const { return told_points_; }

 private:
  void Join();
  void Connect();
  void WatchConnection();
  void Receive(int64_t connection, const Message& message);
  void Opened(const Message& message);
  void Answer(int item, int64_t version, int choice, int tries);
  void Hear(const Submission& submission, const Reply& reply);
  // Tries to count for more than it knew.
  void Cheat(int item);

  World& world_;
  const std::vector<Replica*> replicas_;
  const std::string id_;
  const bool cheats_;  // says that it took no time
  bool joined_ = false;
  Replica* replica_ = nullptr;
  int64_t replica_streams_ = 0;
  int64_t connection_ = 0;   // messages of an older one are lost
  int64_t last_arrival_ = 0;  // a stream keeps its order
  std::vector<std::pair<int64_t, v1::LogEvent::EventCase>> seen_;  // epoch and kind, by seq
  std::map<int, int64_t> opened_at_;
  std::map<int, int> choices_;  // by item
  // The stamp for an answer: item and version; the choice it was given for.
  std::map<std::pair<int, int64_t>, std::pair<int, std::string>> stamps_;
  std::map<int, Acknowledged> acknowledged_;
  std::map<std::pair<int64_t, int64_t>, std::pair<int64_t, int64_t>> told_points_;
};

// Looks, and does the next thing.
class Host {
 public:
  Host(World& world, std::vector<Replica*> replicas);

 private:
  void Loop();
  void Act(const Glance& glance);

  World& world_;
  const std::vector<Replica*> replicas_;
};

}  // namespace lyceum::quiz::live::simulation
