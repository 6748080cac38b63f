// What the server counts about its calls, for Prometheus. Counting is a few
// relaxed additions: it sits on the hottest path there is.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "prometheus/collectable.h"

namespace lyceum::rpc {

class MethodMetrics {
 public:
  // Upper bounds in seconds; above the last is one more bucket.
  static constexpr std::array<double, 13> kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,  0.05,    0.1,    0.5,   2.5,    10};
  static constexpr int kCodes = 17;

  void Count(absl::StatusCode code, int64_t nanoseconds);
  void CountInline() { inline_hits.fetch_add(1, std::memory_order_relaxed); }

  std::array<std::atomic<uint64_t>, kCodes> codes{};
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> buckets{};
  std::atomic<uint64_t> nanoseconds{0};
  std::atomic<uint64_t> inline_hits{0};
};

// lyceum_rpc_seconds, lyceum_rpc_total, lyceum_rpc_inline_total by method;
// lyceum_rpc_in_flight and lyceum_rpc_queue_length; lyceum_rpc_streams_open,
// lyceum_rpc_stream_messages_total and lyceum_rpc_streams_cut_off_total;
// lyceum_rpc_draining.
class Metrics final : public prometheus::Collectable {
 public:
  explicit Metrics(std::function<size_t()> queue_length) : queue_length_(std::move(queue_length)) {}

  // Call before the server starts. The result lives as long as this.
  MethodMetrics& Add(const std::string& method);

  std::vector<prometheus::MetricFamily> Collect() const override;

  std::atomic<int64_t> in_flight{0};  // on the workers or waiting for one
  std::atomic<int64_t> streams_open{0};
  std::atomic<uint64_t> stream_messages{0};
  std::atomic<uint64_t> streams_cut_off{0};
  std::atomic<bool> draining{false};

 private:
  std::function<size_t()> queue_length_;
  std::vector<std::pair<std::string, std::unique_ptr<MethodMetrics>>> methods_;
};

}  // namespace lyceum::rpc
