// What caches and Redis nodes count, for Prometheus.
//
//   auto metrics = std::make_shared<redis::CacheMetrics>(nodes.get());
//   metrics->Add("papers", *cache);
//   server->Show(metrics);
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/redis/nodes.h"
#include "common/redis/two_level_cache.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace lyceum::redis {

// By cache: lyceum_cache_hits_total{level}, lyceum_cache_negative_hits_total,
// lyceum_cache_loads_total (what the database was asked), lyceum_cache_shared_loads_total,
// lyceum_cache_invalid_total, lyceum_cache_errors_total, lyceum_cache_level1_bytes.
// By node: lyceum_redis_available (0 while the breaker is open), lyceum_redis_failures_total.
class CacheMetrics final : public prometheus::Collectable {
 public:
  // `nodes` may be null; it and the caches must outlive this.
  explicit CacheMetrics(Nodes* nodes) : nodes_(nodes) {}

  // Call before the metrics are shown. `name` is the label "cache".
  void Add(std::string name, const CountingCache& cache) { caches_.emplace_back(std::move(name), &cache); }

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  Nodes* const nodes_;
  std::vector<std::pair<std::string, const CountingCache*>> caches_;
};

}  // namespace lyceum::redis
