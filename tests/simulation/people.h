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
  int64_t last_seq() const { return last_seq_; }
  const std::map<int, Acknowledged>& acknowledged() const { return acknowledged_; }
  // Its points and its team's as it was told, by seq.
  const std::map<int64_t, std::pair<int64_t, int64_t>>& told_points() const { return told_points_; }

 private:
  void Join();
  void Connect();
  void WatchConnection();
  void Receive(int64_t connection, const Message& message);
  void Answer(int item, int64_t version, int choice, int tries);

  World& world_;
  const std::vector<Replica*> replicas_;
  const std::string id_;
  const bool cheats_;  // says that it took no time
  bool joined_ = false;
  Replica* replica_ = nullptr;
  int64_t replica_life_ = 0;
  int64_t connection_ = 0;   // messages of an older one are lost
  int64_t last_arrival_ = 0;  // a stream keeps its order
  int64_t last_seq_ = 0;
  std::map<int, int64_t> opened_at_;
  std::map<int, Acknowledged> acknowledged_;
  std::map<int64_t, std::pair<int64_t, int64_t>> told_points_;
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
