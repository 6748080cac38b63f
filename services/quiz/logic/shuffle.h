// Chance that can be repeated: the same seed gives the same order, in every
// process and on every machine.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lyceum::quiz {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", 2014). Not for secrets: who knows the seed knows the order.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // 0 <= result < bound, every value as likely; bound > 0.
  uint64_t Below(uint64_t bound);

 private:
  uint64_t state_;
};

// A seed of its own for each thing that is shuffled: the outcome for one item
// does not depend on the others.
uint64_t SeedFor(uint64_t seed, absl::string_view thing);

// Fisher-Yates from the end.
template <class T>
void Shuffle(std::vector<T>& things, uint64_t seed) {
  Chance chance(seed);
  for (size_t i = things.size(); i > 1; --i) std::swap(things[i - 1], things[chance.Below(i)]);
}

// 0 .. n-1, shuffled.
std::vector<int> ShuffledIndices(int n, uint64_t seed);

}  // namespace lyceum::quiz
