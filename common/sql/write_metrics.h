// What a database was asked to keep, for Prometheus.
#pragma once

#include <vector>

#include "common/sql/database.h"
#include "prometheus/collectable.h"
#include "prometheus/metric_family.h"

namespace lyceum::sql {

// lyceum_sql_writes_total, lyceum_sql_commits_total and
// lyceum_sql_commit_seconds_total (WriteCounts): writes by commits is the size of
// a batch, seconds by commits the time of a commit.
class WriteMetrics final : public prometheus::Collectable {
 public:
  // The database must outlive this.
  explicit WriteMetrics(const Database& database) : database_(database) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Database& database_;
};

}  // namespace lyceum::sql
