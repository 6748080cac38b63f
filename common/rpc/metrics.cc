#include "common/rpc/metrics.h"

#include <utility>

#include "prometheus/metric_family.h"

namespace lyceum::rpc {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Family(const char* name, const char* help, MetricType type) { return {name, help, type, {}}; }

MetricFamily Counter(const char* name, const char* help, uint64_t value) {
  MetricFamily family = Family(name, help, MetricType::Counter);
  family.metric.emplace_back().counter.value = static_cast<double>(value);
  return family;
}

MetricFamily Gauge(const char* name, const char* help, double value) {
  MetricFamily family = Family(name, help, MetricType::Gauge);
  family.metric.emplace_back().gauge.value = value;
  return family;
}

ClientMetric Histogram(const std::string& method, const MethodMetrics& metrics) {
  ClientMetric metric;
  metric.label.push_back({"method", method});
  uint64_t seen = 0;
  for (size_t i = 0; i < MethodMetrics::kBounds.size(); ++i) {
    seen += metrics.buckets[i].load(std::memory_order_relaxed);
    metric.histogram.bucket.push_back({seen, MethodMetrics::kBounds[i]});
  }
  metric.histogram.sample_count = seen + metrics.buckets.back().load(std::memory_order_relaxed);
  metric.histogram.sample_sum = static_cast<double>(metrics.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
  return metric;
}

}  // namespace

void MethodMetrics::Count(absl::StatusCode code, int64_t duration_ns) {
  const double seconds = static_cast<double>(duration_ns) / 1e9;
  size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  nanoseconds.fetch_add(duration_ns, std::memory_order_relaxed);
  codes[static_cast<int>(code) % kCodes].fetch_add(1, std::memory_order_relaxed);
}

MethodMetrics& Metrics::Add(const std::string& method) {
  methods_.emplace_back(method, std::make_unique<MethodMetrics>());
  return *methods_.back().second;
}

std::vector<MetricFamily> Metrics::Collect() const {
  MetricFamily seconds =
      Family("lyceum_rpc_seconds", "Time from request to answer, or to the end of a stream", MetricType::Histogram);
  MetricFamily total = Family("lyceum_rpc_total", "Calls answered", MetricType::Counter);
  MetricFamily inline_total =
      Family("lyceum_rpc_inline_total", "Calls answered from memory without a worker", MetricType::Counter);
  for (const auto& [method, metrics] : methods_) {
    seconds.metric.push_back(Histogram(method, *metrics));
    for (int code = 0; code < MethodMetrics::kCodes; ++code) {
      const uint64_t count = metrics->codes[code].load(std::memory_order_relaxed);
      if (count == 0 && code != 0) continue;
      ClientMetric metric;
      metric.label = {{"method", method}, {"code", absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}};
      metric.counter.value = static_cast<double>(count);
      total.metric.push_back(std::move(metric));
    }
    ClientMetric hits;
    hits.label.push_back({"method", method});
    hits.counter.value = static_cast<double>(metrics->inline_hits.load(std::memory_order_relaxed));
    inline_total.metric.push_back(std::move(hits));
  }
  return {std::move(seconds), std::move(total), std::move(inline_total),
          Gauge("lyceum_rpc_in_flight", "Calls on a worker or waiting for one",
                static_cast<double>(in_flight.load(std::memory_order_relaxed))),
          Gauge("lyceum_rpc_queue_length", "Calls waiting for a worker", static_cast<double>(queue_length_())),
          Gauge("lyceum_rpc_streams_open", "Open server streams",
                static_cast<double>(streams_open.load(std::memory_order_relaxed))),
          Counter("lyceum_rpc_stream_messages_total", "Messages sent on server streams",
                  stream_messages.load(std::memory_order_relaxed)),
          Counter("lyceum_rpc_streams_cut_off_total", "Streams ended because their reader stalled",
                  streams_cut_off.load(std::memory_order_relaxed)),
          Gauge("lyceum_rpc_draining", "1 from the signal to stop until the end",
                draining.load(std::memory_order_relaxed) ? 1 : 0)};
}

}  // namespace lyceum::rpc
