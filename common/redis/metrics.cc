#include "common/redis/metrics.h"

#include "prometheus/client_metric.h"
#include "prometheus/metric_family.h"

namespace lyceum::redis {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

MetricFamily Family(const char* name, const char* help, MetricType type) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

void AddValue(MetricFamily& family, Labels labels, int64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  (family.type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) = static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

}  // namespace

std::vector<MetricFamily> CacheMetrics::Collect() const {
  MetricFamily hits = Family("lyceum_cache_hits_total", "Values found", MetricType::Counter);
  MetricFamily negative = Family("lyceum_cache_negative_hits_total", "Absences remembered", MetricType::Counter);
  MetricFamily loads = Family("lyceum_cache_loads_total", "Loads from the database", MetricType::Counter);
  MetricFamily shared = Family("lyceum_cache_shared_loads_total", "Callers that shared a load", MetricType::Counter);
  MetricFamily invalid = Family("lyceum_cache_invalid_total", "Damaged or foreign level-2 values", MetricType::Counter);
  MetricFamily errors = Family("lyceum_cache_errors_total", "Redis commands that failed", MetricType::Counter);
  MetricFamily bytes = Family("lyceum_cache_level1_bytes", "Memory of level 1", MetricType::Gauge);
  for (const auto& [name, cache] : caches_) {
    const CacheCounters c = cache->counters();
    AddValue(hits, {{"cache", name}, {"level", "1"}}, c.hits_level1);
    AddValue(hits, {{"cache", name}, {"level", "2"}}, c.hits_level2);
    AddValue(negative, {{"cache", name}}, c.negative_hits);
    AddValue(loads, {{"cache", name}}, c.loads);
    AddValue(shared, {{"cache", name}}, c.shared_loads);
    AddValue(invalid, {{"cache", name}}, c.invalid);
    AddValue(errors, {{"cache", name}}, c.errors);
    AddValue(bytes, {{"cache", name}}, static_cast<int64_t>(cache->level1_bytes()));
  }
  MetricFamily available = Family("lyceum_redis_available", "0 while the breaker is open", MetricType::Gauge);
  MetricFamily failures = Family("lyceum_redis_failures_total", "Connections lost, timeouts", MetricType::Counter);
  for (size_t i = 0; nodes_ != nullptr && i < nodes_->size(); ++i) {
    const Connection& node = nodes_->node(i);
    AddValue(available, {{"node", node.address().Name()}}, node.available() ? 1 : 0);
    AddValue(failures, {{"node", node.address().Name()}}, node.failures());
  }
  return {std::move(hits),   std::move(negative), std::move(loads),     std::move(shared),  std::move(invalid),
          std::move(errors), std::move(bytes),    std::move(available), std::move(failures)};
}

}  // namespace lyceum::redis
