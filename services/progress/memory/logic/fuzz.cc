#include "services/progress/memory/logic/fuzz.h"

#include <algorithm>
#include <cmath>

namespace lyceum::progress::memory {

uint64_t FuzzSeed(absl::string_view card) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : card) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

double FuzzFactor(uint64_t seed, int64_t reps) {
  // splitmix64 (G. Steele, D. Lea and C. Flood, 2014): neighbouring numbers give
  // unrelated results.
  uint64_t x = seed + static_cast<uint64_t>(reps) * 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  x ^= x >> 31;
  return static_cast<double>(x >> 11) * 0x1p-53;
}

int64_t WholeDays(double days, int64_t least, int64_t most) {
  return std::clamp(static_cast<int64_t>(std::floor(std::min(days, 1e15) + 0.5)), least, most);
}

int64_t FuzzedDays(double days, int64_t least, int64_t most, double factor) {
  const auto whole = [&](double value) { return WholeDays(value, least, most); };
  days = std::clamp(days, static_cast<double>(least), static_cast<double>(most));
  if (days < 2.5) return whole(days);
  const double delta = 1 + 0.15 * (std::min(days, 7.0) - 2.5) + 0.1 * std::max(0.0, std::min(days, 20.0) - 7) +
                       0.05 * std::max(0.0, days - 20);
  const int64_t lower = whole(days - delta);
  int64_t upper = whole(days + delta);
  if (upper == lower && upper > 2 && upper < most) upper = lower + 1;
  const auto choices = static_cast<double>(1 + upper - lower);
  return static_cast<int64_t>(std::floor(static_cast<double>(lower) + factor * choices));
}

}  // namespace lyceum::progress::memory
