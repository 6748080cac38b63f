#include "services/quiz/logic/shuffle.h"

#include <numeric>

namespace lyceum::quiz {

uint64_t Chance::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

uint64_t Chance::Below(uint64_t bound) {
  // The numbers above the largest multiple of `bound` would favour the small
  // results: they are thrown away.
  const uint64_t surplus = (~bound + 1) % bound;  // 2^64 mod bound
  uint64_t drawn = Next();
  while (drawn < surplus) drawn = Next();
  return drawn % bound;
}

uint64_t SeedFor(uint64_t seed, absl::string_view thing) {
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a, 64 bits
  for (const char c : thing) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return Chance(seed ^ hash).Next();
}

std::vector<int> ShuffledIndices(int n, uint64_t seed) {
  std::vector<int> indices(n);
  std::iota(indices.begin(), indices.end(), 0);
  Shuffle(indices, seed);
  return indices;
}

}  // namespace lyceum::quiz
