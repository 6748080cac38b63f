// One simulated session, from a seed: three replicas, 5 to 60 participants, one or
// two hosts, bad weather, crashes and a Redis that comes and goes; then calm, in
// which everybody must catch up; then the reckoning.
#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/bugs.h"

namespace lyceum::quiz::live::simulation {

struct Reckoning {
  uint64_t hash = 0;  // of the trace
  int64_t steps = 0;
  int64_t answers = 0;  // stored
  int64_t late_answers = 0;
  int64_t restores = 0;  // of the database
  std::string violation;  // empty if every promise was kept
};

Reckoning Simulate(uint64_t seed, Bug bug);

}  // namespace lyceum::quiz::live::simulation
