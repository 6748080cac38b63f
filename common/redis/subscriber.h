// The listening side of one Redis server: a connection of its own and a thread
// that keeps it alive and subscribed to what the listeners want.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "common/redis/bus.h"
#include "common/redis/listeners.h"
#include "common/redis/wire.h"

namespace lyceum::redis {

class Subscriber {
 public:
  Subscriber(Address address, ConnectionOptions connection, BusOptions options);
  ~Subscriber();

  Listeners& listeners() { return listeners_; }

 private:
  void Loop();
  void ConnectIfDue();
  void SyncChannels();
  void Wait();
  void Read();
  void Dispatch(const Reply& reply);
  void KeepAlive();
  void Lose();

  const Address address_;
  const ConnectionOptions connection_;
  const BusOptions options_;
  const int wake_fd_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> changed_{false};
  Listeners listeners_;

  std::unique_ptr<Wire> wire_;
  std::set<std::string> subscribed_;     // asked for on this connection
  std::map<std::string, int> awaited_;   // SUBSCRIBEs not confirmed yet
  int64_t epoch_ = 0;
  bool unwritten_ = false;
  bool readable_ = false;
  bool pinged_ = false;
  SteadyTime last_heard_{};
  Breaker breaker_;
  std::minstd_rand chance_{std::random_device{}()};
  std::thread thread_;
};

}  // namespace lyceum::redis
