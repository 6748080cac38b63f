// Item analysis of 1,000,000 responses: 10,000 attempts at 100 items.
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "benchmark/benchmark.h"
#include "services/quiz/statistics/analysis.h"

namespace lyceum::quiz {
namespace {

constexpr int kAttempts = 10'000, kItems = 100;
constexpr int64_t kPoint = 1'000'000;

struct Attempt {
  std::vector<int64_t> marks;
  int64_t total = 0;
};

// Every third item gives partial credit in 24ths; learners differ.
std::vector<Attempt> Attempts(int count) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> chance(0, 1);
  std::vector<Attempt> attempts(count);
  for (Attempt& attempt : attempts) {
    const double ability = chance(random);
    for (int i = 0; i < kItems; ++i) {
      const int64_t part = i % 3 == 0 ? static_cast<int64_t>(random() % 25) : chance(random) < ability ? 24 : 0;
      attempt.marks.push_back(kPoint * part / 24);
    }
    attempt.total = std::accumulate(attempt.marks.begin(), attempt.marks.end(), int64_t{0});
  }
  return attempts;
}

Analysis Of(const std::vector<Attempt>& attempts) {
  Analysis analysis(std::vector<int64_t>(kItems, kPoint));
  for (const Attempt& attempt : attempts) analysis.Add(attempt.marks, attempt.total);
  return analysis;
}

void ColdStart(benchmark::State& state) {
  const std::vector<Attempt> attempts = Attempts(kAttempts);
  for (auto _ : state) benchmark::DoNotOptimize(Of(attempts).Calculate());
}
BENCHMARK(ColdStart)->Unit(benchmark::kMillisecond);

// A few more attempts, and the figures anew.
void AfterMore(benchmark::State& state) {
  const std::vector<Attempt> attempts = Attempts(kAttempts);
  Analysis analysis = Of(attempts);
  analysis.Calculate();
  size_t next = 0;
  for (auto _ : state) {
    for (int64_t i = 0; i < state.range(0); ++i) {
      const Attempt& attempt = attempts[next++ % attempts.size()];
      analysis.Add(attempt.marks, attempt.total);
    }
    benchmark::DoNotOptimize(analysis.Calculate());
  }
}
BENCHMARK(AfterMore)->Arg(1)->Arg(100)->Iterations(50)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lyceum::quiz
