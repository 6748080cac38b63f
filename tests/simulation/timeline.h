// Time and chance of a simulation: one seed decides everything that happens, and
// the hash of the trace says whether two runs were the same.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace lyceum::quiz::live::simulation {

constexpr int64_t kMs = 1'000;
constexpr int64_t kSecondUs = 1'000'000;

// SplitMix64: the same numbers on every machine.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Both included.
  int64_t Between(int64_t min, int64_t max) { return min + static_cast<int64_t>(Next() % (max - min + 1)); }
  bool Hit(int64_t permille) { return Between(0, 999) < permille; }

 private:
  uint64_t state_;
};

// What happens next, in true time (microseconds).
class Timeline {
 public:
  using Act = std::function<void()>;

  int64_t now() const { return now_; }
  uint64_t hash() const { return hash_; }
  int64_t steps() const { return steps_; }

  void After(int64_t delay, Act act) { queue_.push({now_ + delay, ++order_, std::move(act)}); }
  // Runs the next act; false if there is none.
  bool Step() {
    if (queue_.empty()) return false;
    Entry entry = std::move(const_cast<Entry&>(queue_.top()));
    queue_.pop();
    now_ = entry.when;
    ++steps_;
    Note(entry.order);
    entry.act();
    return true;
  }
  // Puts a fact of the run into the trace.
  void Note(uint64_t fact) { hash_ = ((hash_ ^ fact ^ static_cast<uint64_t>(now_)) * 0x100000001b3) ^ (hash_ >> 29); }

 private:
  struct Entry {
    int64_t when;
    uint64_t order;
    Act act;
    bool operator<(const Entry& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };
  std::priority_queue<Entry> queue_;
  int64_t now_ = 1'000 * kSecondUs;
  uint64_t order_ = 0;
  uint64_t hash_ = 0xcbf29ce484222325;
  int64_t steps_ = 0;
};

}  // namespace lyceum::quiz::live::simulation
