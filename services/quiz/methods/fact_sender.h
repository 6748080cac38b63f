// Sends facts from the outbox to progress.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/sql/outbox.h"
#include "lyceum/progress/v1/event_service.pb.h"

namespace grpc {
class Channel;
}

namespace lyceum::rpc {
class ServiceToken;
}

namespace lyceum::quiz {

// What quiz wants from progress: OK means that it has the events for good.
class EventRecorder {
 public:
  virtual ~EventRecorder() = default;
  virtual absl::Status Record(const progress::v1::RecordEventsRequest& request) = 0;
};

// Over gRPC, with the service's own token, which must outlive it.
std::unique_ptr<EventRecorder> MakeProgressClient(std::shared_ptr<grpc::Channel> channel, rpc::ServiceToken& token);

// Records `events`, in order, a request for each run of one tenant's. A refused
// request is tried again event by event; an event that is refused by itself
// (INVALID_ARGUMENT) would be refused for ever: it is logged and left out, so
// that it does not hold up all others. Other errors are returned.
absl::Status SendFacts(EventRecorder& recorder, absl::Span<const sql::OutboxEvent> events);

}  // namespace lyceum::quiz
