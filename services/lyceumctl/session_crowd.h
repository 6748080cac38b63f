// Thousands of bots (session_bot.h) on a few threads. Each thread has a
// completion queue, connections and bots of its own and shares nothing with the
// others; a bot costs its stream and the answer it has under way.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/lyceumctl/session.h"
#include "services/lyceumctl/session_bot.h"
#include "services/lyceumctl/session_figures.h"

namespace lyceum::ctl {

struct CrowdPlan {
  // Of every bot; nickname and index are filled in: "Bot 1", "Bot 2", ...
  BotPlan bot;
  // HOST:PORT of each replica.
  std::vector<std::string> replicas;
  // One bot each.
  std::vector<std::string> tokens;
  // To each replica, over all threads. Servers take 256 streams on one.
  int connections = 4;
  int threads = 2;
  // They come in over this time.
  absl::Duration join_within = absl::Seconds(1);
};

class Crowd {
 public:
  // `session` must outlive the crowd.
  Crowd(const Session& session, CrowdPlan plan);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void Start();
  // How many have joined, have a stream that has brought something, are done.
  struct Count {
    int joined = 0, watching = 0, done = 0;
  };
  Count count() const;
  // Ends all calls and the threads. What was measured; once.
  SessionFigures Stop();

 private:
  class Worker;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace lyceum::ctl
