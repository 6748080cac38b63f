#include "services/quiz/methods/fact_sender.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "lyceum/progress/v1/event_service.grpc.pb.h"

namespace lyceum::quiz {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr int kMaxEventsInRequest = 500;  // the contract's

class ProgressClient final : public EventRecorder {
 public:
  ProgressClient(std::shared_ptr<grpc::Channel> channel, rpc::ServiceToken& token)
      : stub_(progress::v1::EventService::NewStub(std::move(channel))), token_(token) {}

  absl::Status Record(const progress::v1::RecordEventsRequest& request) override {
    grpc::ClientContext context;
    rpc::Prepare(context, Caller(), kPatience, token_);
    progress::v1::RecordEventsResponse response;
    return rpc::FromGrpc(stub_->RecordEvents(&context, request, &response));
  }

 private:
  std::unique_ptr<progress::v1::EventService::Stub> stub_;
  rpc::ServiceToken& token_;
};

absl::Status RecordRun(EventRecorder& recorder, const progress::v1::RecordEventsRequest& request) {
  if (request.events().empty()) return absl::OkStatus();
  absl::Status status = recorder.Record(request);
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  if (request.events_size() == 1) {
    log::Error("progress refused a fact", {{"event", request.events(0).event_id()}, {"error", status.message()}});
    return absl::OkStatus();
  }
  for (const auto& event : request.events()) {
    progress::v1::RecordEventsRequest single;
    single.set_parent(request.parent());
    *single.add_events() = event;
    RETURN_IF_ERROR(RecordRun(recorder, single));
  }
  return absl::OkStatus();
}

}  // namespace

std::unique_ptr<EventRecorder> MakeProgressClient(std::shared_ptr<grpc::Channel> channel, rpc::ServiceToken& token) {
  return std::make_unique<ProgressClient>(std::move(channel), token);
}

absl::Status SendFacts(EventRecorder& recorder, absl::Span<const sql::OutboxEvent> events) {
  progress::v1::RecordEventsRequest request;
  for (const sql::OutboxEvent& stored : events) {
    progress::v1::Event event;
    if (!event.ParseFromString(stored.payload)) {
      log::Error("a fact in the outbox is damaged", {{"event", stored.event_id}});
      continue;
    }
    const std::string parent = absl::StrCat("tenants/", Segment(event.user(), 1));
    if (request.parent() != parent || request.events_size() == kMaxEventsInRequest) {
      RETURN_IF_ERROR(RecordRun(recorder, request));
      request.clear_events();
      request.set_parent(parent);
    }
    *request.add_events() = std::move(event);
  }
  return RecordRun(recorder, request);
}

}  // namespace lyceum::quiz
