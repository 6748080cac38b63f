#include "common/sql/write_metrics.h"

namespace lyceum::sql {
namespace {

prometheus::MetricFamily Counter(const char* name, const char* help, double value) {
  prometheus::MetricFamily family{name, help, prometheus::MetricType::Counter, {}};
  family.metric.emplace_back().counter.value = value;
  return family;
}

}  // namespace

std::vector<prometheus::MetricFamily> WriteMetrics::Collect() const {
  const WriteCounts counts = database_.counts();
  return {Counter("lyceum_sql_writes_total", "Writes committed", static_cast<double>(counts.writes)),
          Counter("lyceum_sql_commits_total", "Transactions committed; writes may share one",
                  static_cast<double>(counts.commits)),
          Counter("lyceum_sql_commit_seconds_total", "Time commits took, fsync included",
                  static_cast<double>(counts.commit_nanoseconds) / 1e9)};
}

}  // namespace lyceum::sql
