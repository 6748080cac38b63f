// How far an outbox is behind, for Prometheus.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/base/clock.h"
#include "common/sql/outbox.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace lyceum::sql {

// lyceum_outbox_lag_seconds{topic}: the age of the oldest event that is not sent, 0 if none
// waits; lyceum_outbox_waiting{topic}: how many wait, counted up to 100,000. The database is
// asked by Refresh alone: while it does not answer, collecting goes on, and the age grows.
class OutboxMetrics final : public prometheus::Collectable {
 public:
  // The database and the clock must outlive this.
  OutboxMetrics(Database& database, Clock& clock, std::string topic)
      : database_(database), clock_(clock), topic_(std::move(topic)) {}

  // Call it every few seconds.
  absl::Status Refresh();

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  Database& database_;
  Clock& clock_;
  const std::string topic_;
  mutable absl::Mutex mutex_;
  OutboxLag lag_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::sql
