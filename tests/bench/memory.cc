// How many answers the memory model schedules a second, and how long training takes, on
// one core. Absolute figures of one machine; run it in a Release build.
#include <vector>

#include "benchmark/benchmark.h"
#include "services/progress/memory/logic/fuzz.h"
#include "services/progress/memory/logic/replay.h"
#include "services/progress/memory/logic/training.h"

namespace lyceum::progress::memory {
namespace {

// Ratings as learners give them: 12 % Again, 8 % Hard, 70 % Good, 10 % Easy.
Rating RatingOf(double chance) {
  if (chance < 0.12) return Rating::kAgain;
  if (chance < 0.20) return Rating::kHard;
  return chance < 0.90 ? Rating::kGood : Rating::kEasy;
}

std::vector<Rating> Ratings() {
  std::vector<Rating> ratings(1 << 14);
  for (size_t i = 0; i < ratings.size(); ++i) ratings[i] = RatingOf(FuzzFactor(7, static_cast<int64_t>(i)));
  return ratings;
}

// The memory after one answer, of a thousand memories in turn.
void MemoryStep(benchmark::State& state) {
  const Fsrs fsrs(kDefaultParameters);
  const std::vector<Rating> ratings = Ratings();
  std::vector<Memory> memories(1024, fsrs.First(Rating::kGood));
  size_t i = 0;
  for (auto _ : state) {
    Memory& memory = memories[i % memories.size()];
    memory = fsrs.LookAt(memory, static_cast<double>(i % 61)).After(ratings[i % ratings.size()]);
    ++i;
  }
  benchmark::DoNotOptimize(memories.data());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(MemoryStep);

// A whole answer: memory, state, steps, interval and, if asked for, fuzz. Each
// card comes back when it is due.
void ScheduleStep(benchmark::State& state) {
  Settings settings;
  settings.fuzz = state.range(0) != 0;
  const Scheduler scheduler(settings);
  const std::vector<Rating> ratings = Ratings();
  std::vector<Card> cards(1024);
  size_t i = 0;
  for (auto _ : state) {
    Card& card = cards[i % cards.size()];
    const Moment now{card.last_us + 1'000'000, card.due_day};
    card = scheduler.Answer(card, ratings[i % ratings.size()], now, i % cards.size());
    if (card.reps >= 30) card = Card();
    ++i;
  }
  benchmark::DoNotOptimize(cards.data());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ScheduleStep)->ArgName("fuzz")->Arg(0)->Arg(1);

// 100,000 answers of one learner, whose memory is as the defaults say.
std::vector<std::vector<PastAnswer>> Learner() {
  const Fsrs fsrs(kDefaultParameters);
  std::vector<std::vector<PastAnswer>> cards(6250);
  int64_t draws = 0;
  for (size_t c = 0; c < cards.size(); ++c) {
    Memory memory;
    int64_t day = static_cast<int64_t>(c) / 20;
    for (int i = 0; i < 16; ++i) {
      const double chance = FuzzFactor(5, ++draws);
      int rating = 3;
      if (memory.known()) {
        const auto wait = static_cast<int64_t>(memory.stability + 1) * (i % 5 == 0 ? 0 : 1);
        if (chance > fsrs.Recall(static_cast<double>(wait), memory.stability)) rating = 1;
        memory = fsrs.LookAt(memory, static_cast<double>(wait)).After(static_cast<Rating>(rating));
        day += wait;
      } else {
        rating = 1 + static_cast<int>(chance * 4);
        memory = fsrs.First(static_cast<Rating>(rating));
      }
      cards[c].push_back({day * 1'000'000 + draws, day, rating});
    }
  }
  return cards;
}

void TrainOn100000(benchmark::State& state) {
  const auto cards = Learner();
  for (auto _ : state) {
    const TrainingSet set = MakeTrainingSet(cards);
    benchmark::DoNotOptimize(Train(set, {}, [](int64_t, int64_t) { return true; }));
  }
}
BENCHMARK(TrainOn100000)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace lyceum::progress::memory

BENCHMARK_MAIN();
