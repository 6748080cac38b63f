// Grading of typed answers. Each answer is timed by itself, so that the median can be told; `us_median` includes the
// clock's own 20 to 30 ns. The last ones show that the time grows with the length of an answer, not faster.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "services/quiz/limits.h"
#include "services/quiz/logic/grade.h"

namespace lyceum::quiz {
namespace {

v1::Item ShortText(bool typos) {
  v1::Item item;
  item.set_points(limits::kPoint);
  item.mutable_short_text()->set_typo_tolerance(typos);
  for (const char* pattern : {"Nikita Khrushchev", "Khrushchev", "*Khrushchov", "Nikita*Sergeyevich*Khru*"}) {
    item.mutable_short_text()->add_patterns()->set_pattern(pattern);
  }
  return item;
}

v1::Item Numeric() {
  v1::Item item;
  item.set_points(limits::kPoint);
  auto& near = *item.mutable_numeric()->add_answers()->mutable_near();
  near.set_value(1234.5);
  near.set_absolute_tolerance(0.5);
  auto& wider = *item.mutable_numeric()->add_answers();
  wider.mutable_near()->set_value(1234.5);
  wider.mutable_near()->set_relative_tolerance(0.05);
  wider.set_fraction_micros(500'000);
  return item;
}

// A million answers, the texts over and over.
void Grade(benchmark::State& state, const v1::Item& item, const std::vector<v1::Response>& responses) {
  std::vector<int64_t> nanoseconds;
  size_t next = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(GradeResponse(item, 0, responses[next++ % responses.size()]));
    nanoseconds.push_back((std::chrono::steady_clock::now() - start).count());
  }
  const auto middle = nanoseconds.begin() + static_cast<int64_t>(nanoseconds.size() / 2);
  std::nth_element(nanoseconds.begin(), middle, nanoseconds.end());
  state.counters["us_median"] = static_cast<double>(*middle) / 1000;
}

void ShortTexts(benchmark::State& state) {
  std::vector<v1::Response> responses;
  for (const char* text : {"Khrushchev", "nikita khrushchev", "Nikita Sergeyevich Khrushchev", "Stalin", "Brezhnev",
                           "N. Khrushchov", "Malenkov", "I do not know", "the first secretary"}) {
    responses.emplace_back().set_short_text(text);
  }
  Grade(state, ShortText(false), responses);
}
BENCHMARK(ShortTexts)->Iterations(1'000'000);

void ShortTextsWithTypos(benchmark::State& state) {
  std::vector<v1::Response> responses;
  for (const char* text : {"Khruschev", "nikita krushchev", "Stalin", "Krushev", "Malenkov", "Kruschev"}) {
    responses.emplace_back().set_short_text(text);
  }
  Grade(state, ShortText(true), responses);
}
BENCHMARK(ShortTextsWithTypos)->Iterations(1'000'000);

void ShortTextsInRussian(benchmark::State& state) {
  v1::Item item;
  item.set_points(limits::kPoint);
  for (const char* pattern : {"Хрущёв", "Никита*Хрущёв"}) {
    item.mutable_short_text()->add_patterns()->set_pattern(pattern);
  }
  std::vector<v1::Response> responses;
  for (const char* text : {"хрущев", "Никита Сергеевич Хрущёв", "Сталин"}) {
    responses.emplace_back().set_short_text(text);
  }
  Grade(state, item, responses);
}
BENCHMARK(ShortTextsInRussian)->Iterations(1'000'000);

void Numbers(benchmark::State& state) {
  std::vector<v1::Response> responses;
  for (const char* text : {"1234.5", "1,234.5", "1.234,5", "1.2345e3", "1200", "42", "1 234,7", "-1234.5",
                           "0.12 x 10^4"}) {
    responses.emplace_back().mutable_numeric()->set_text(text);
  }
  Grade(state, Numeric(), responses);
}
BENCHMARK(Numbers)->Iterations(1'000'000);

// What a backtracking matcher would take for ever over.
void LongAnswers(benchmark::State& state) {
  v1::Item item;
  item.set_points(limits::kPoint);
  item.mutable_short_text()->add_patterns()->set_pattern("*a*a*a*a*a*a*a*a*a*a*b");
  v1::Response response;
  response.set_short_text(std::string(state.range(0), 'a'));
  for (auto _ : state) benchmark::DoNotOptimize(GradeResponse(item, 0, response));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(LongAnswers)->RangeMultiplier(2)->Range(250, limits::kMaxResponseChars)->Complexity();

}  // namespace
}  // namespace lyceum::quiz
