// StatisticsService: what the facts add up to. Each call reads one snapshot.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/statistics_service.pb.h"

namespace lyceum::progress {

class Statistics {
 public:
  Statistics(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::GetTodayResponse> GetToday(const Caller& caller, const v1::GetTodayRequest& request);
  absl::StatusOr<v1::QueryStatisticsResponse> QueryStatistics(const Caller& caller,
                                                              const v1::QueryStatisticsRequest& request);
  absl::StatusOr<v1::GetStreakResponse> GetStreak(const Caller& caller, const v1::GetStreakRequest& request);
  absl::StatusOr<v1::GetHeatmapResponse> GetHeatmap(const Caller& caller, const v1::GetHeatmapRequest& request);
  absl::StatusOr<v1::ListMasteryResponse> ListMastery(const Caller& caller, const v1::ListMasteryRequest& request);
  absl::StatusOr<v1::RebuildStatisticsResponse> RebuildStatistics(const Caller& caller,
                                                                  const v1::RebuildStatisticsRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress
