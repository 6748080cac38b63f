#include "common/redis/breaker.h"

#include <algorithm>

namespace lyceum::redis {

void Breaker::Failed(SteadyTime now, double chance) {
  ++failures_;
  if (failures_ == 1) {
    next_attempt_ = now;
    return;
  }
  const int doublings = std::min(failures_ - 2, 20);
  const double full_ms = std::min<double>(static_cast<double>(options_.max_backoff.count()),
                                          static_cast<double>(options_.min_backoff.count()) * (1 << doublings));
  next_attempt_ = now + std::chrono::microseconds(static_cast<int64_t>(full_ms * (0.5 + 0.5 * chance) * 1000));
}

void Breaker::Probed() {
  if (open()) failures_ = options_.failures - 1;
}

}  // namespace lyceum::redis
