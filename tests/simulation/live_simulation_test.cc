#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "gtest/gtest.h"
#include "tests/simulation/run.h"

namespace lyceum::quiz::live::simulation {
namespace {

// LIVE_SEEDS says how many; the first seed is 1, or LIVE_FIRST_SEED.
uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  uint64_t number = 0;
  return text != nullptr && absl::SimpleAtoi(text, &number) ? number : otherwise;
}

TEST(LiveSimulation, KeepsEveryPromiseOnEverySeed) {
  const uint64_t seeds = Setting("LIVE_SEEDS", 10'000), first = Setting("LIVE_FIRST_SEED", 1);
  int64_t steps = 0, answers = 0, late = 0, restores = 0;
  const auto began = std::chrono::steady_clock::now();
  for (uint64_t seed = first; seed < first + seeds; ++seed) {
    const Reckoning run = Simulate(seed, Bug::kNone);
    ASSERT_EQ(run.violation, "") << "seed " << seed;
    steps += run.steps;
    answers += run.answers;
    late += run.late_answers;
    restores += run.restores;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::cout << "live simulation: " << seeds << " seeds, " << steps << " steps, " << answers << " answers, " << late
            << " of them late, " << restores << " restores; " << static_cast<int64_t>(seeds / took.count())
            << " seeds/s\n";
  EXPECT_GT(answers, 0);
  EXPECT_TRUE(seeds < 200 || (late > 0 && restores > 0)) << "the storm is too weak";
}

TEST(LiveSimulation, RunsTheSameWayForTheSameSeed) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(Simulate(seed, Bug::kNone).hash, Simulate(seed, Bug::kNone).hash) << seed;
    EXPECT_NE(Simulate(seed, Bug::kNone).hash, Simulate(seed + 1, Bug::kNone).hash) << seed;
  }
}

TEST(LiveSimulation, FindsEveryPlantedBug) {
  const std::map<std::string, Bug> bugs = {
      {"ack before commit", Bug::kAckBeforeCommit},
      {"lost dedup", Bug::kLostDedup},
      {"read-modify-write of answers", Bug::kReadModifyWrite},
      {"off-by-one seq, an event twice", Bug::kOffByOneSeq},
      {"off-by-one seq, an event missed", Bug::kSkippedSeq},
      {"wall-clock timer", Bug::kWallClockTimer},
      {"client-trusted time", Bug::kClientTime},
      {"key in a learner message", Bug::kKeyInLearnerMessage},
      {"double append of a timer", Bug::kDoubleTimer},
      {"standings from memory", Bug::kStandingsFromMemory},
      {"hints without polling", Bug::kHintOnly},
      {"hints without a gap check", Bug::kHintWithoutGapCheck},
      {"answer versions ignored", Bug::kIgnoredVersion},
      {"answers stored after the close", Bug::kAnswerAfterClose},
      {"pause forgets the time", Bug::kPauseForgetsTime},
      {"unknown outcome taken for done", Bug::kUnknownIsDone},
      {"late answer without a stamp", Bug::kLateWithoutStamp},
      {"stamp taken for another response", Bug::kStampForAnyResponse},
      {"time of a stamp believed unsigned", Bug::kUnsignedStamp},
      {"late answers not ordered against the log", Bug::kLateAnswerUnordered},
      {"append to a lost history", Bug::kStaleEpochAppend},
      {"answer timed by a lost history", Bug::kStaleEpochAnswer},
      {"watcher of a lost history goes on", Bug::kStaleEpochWatch},
      {"closed at the normal time", Bug::kClosesAtNormalTime},
      {"the longest time for all", Bug::kLongestTimeForAll},
      {"everybody's T in all points", Bug::kSameTimeInPoints},
      {"late members in a mean too early", Bug::kTeamOfWhoeverIsThere},
  };
  for (const auto& [name, bug] : bugs) {
    std::string found;
    uint64_t seed = 0;
    while (found.empty() && seed < 1'000) found = Simulate(++seed, bug).violation;
    EXPECT_NE(found, "") << name << " was not found in " << seed << " seeds";
    if (!found.empty()) std::cout << "planted: " << name << " | seed " << seed << " | " << found << "\n";
  }
}

}  // namespace
}  // namespace lyceum::quiz::live::simulation
