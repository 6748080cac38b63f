// Many participants that nobody is, to see what a deployment bears and that it
// loses nothing.
#pragma once

#include <string>

#include "services/lyceumctl/session.h"

namespace lyceum::ctl {

struct BotsOptions {
  // One of these three: the PIN of a session, its name (sessions/...), or a quiz
  // to host a session of.
  std::string pin, session, quiz;
  int participants = 50;
  // HOST:PORT of each, between commas; empty: the one of --quiz.
  std::string replicas;
  // To each replica; 0: one for every 100 participants.
  int connections = 0;
  std::string answer_within = "5s", join_within = "1s";
  uint64_t seed = 1;
  // The issuer's key, to sign the bots' tokens, and what is written into them.
  std::string key, issuer = "lyceum-local", audience = "lyceum";
  // Of a hosted session: as HostOptions, and how long all wait, once
  // they are in and at each reveal.
  std::string settings, time_limit, linger = "1s";
  // The longest it may all take.
  std::string at_most = "1h";
};

// Joins, plays the session to its end and prints what was measured. UNKNOWN,
// after it has printed what, if anything was lost, came twice, or failed for
// good.
absl::Status RunBots(Session& session, const BotsOptions& options);

}  // namespace lyceum::ctl
