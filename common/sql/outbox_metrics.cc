#include "common/sql/outbox_metrics.h"

#include "common/base/status.h"

namespace lyceum::sql {
namespace {

prometheus::MetricFamily Gauge(const char* name, const char* help, const std::string& topic, double value) {
  prometheus::MetricFamily family{name, help, prometheus::MetricType::Gauge, {}};
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label.push_back({"topic", topic});
  metric.gauge.value = value;
  return family;
}

}  // namespace

absl::Status OutboxMetrics::Refresh() {
  ASSIGN_OR_RETURN(const OutboxLag fresh, outbox::Lag(database_, topic_));
  absl::MutexLock lock(&mutex_);
  lag_ = fresh;
  return absl::OkStatus();
}

std::vector<prometheus::MetricFamily> OutboxMetrics::Collect() const {
  absl::MutexLock lock(&mutex_);
  return {Gauge("lyceum_outbox_lag_seconds", "Age of the oldest event that is not sent yet", topic_,
                absl::ToDoubleSeconds(lag_.Age(clock_.Now()))),
          Gauge("lyceum_outbox_waiting", "Events that are not sent yet", topic_, static_cast<double>(lag_.pending))};
}

}  // namespace lyceum::sql
