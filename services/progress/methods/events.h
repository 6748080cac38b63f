// EventService: facts come in.
#pragma once

#include "absl/status/statusor.h"
#include "common/base/caller.h"
#include "common/base/clock.h"
#include "common/sql/database.h"
#include "lyceum/progress/v1/event_service.pb.h"

namespace lyceum::progress {

class Events {
 public:
  Events(sql::Database& database, Clock& clock) : database_(database), clock_(clock) {}

  absl::StatusOr<v1::RecordEventsResponse> RecordEvents(const Caller& caller, const v1::RecordEventsRequest& request);

 private:
  sql::Database& database_;
  Clock& clock_;
};

}  // namespace lyceum::progress
