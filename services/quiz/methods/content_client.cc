#include "services/quiz/methods/content_client.h"

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "lyceum/content/v1/explanation_service.grpc.pb.h"

namespace lyceum::quiz {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

class ContentClient final : public ContentReader {
 public:
  explicit ContentClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(content::v1::ExplanationService::NewStub(std::move(channel))) {}

  absl::StatusOr<content::v1::Explanation> Published(const Caller& caller, absl::string_view name) override {
    grpc::ClientContext context;
    rpc::Prepare(context, caller, kPatience);
    content::v1::GetExplanationRequest request;
    request.set_name(std::string(name));
    request.set_view(content::v1::GetExplanationRequest::VIEW_PUBLISHED);
    content::v1::GetExplanationResponse response;
    const grpc::Status status = stub_->GetExplanation(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return std::move(*response.mutable_explanation());
  }

 private:
  std::unique_ptr<content::v1::ExplanationService::Stub> stub_;
};

}  // namespace

std::unique_ptr<ContentReader> MakeContentClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<ContentClient>(std::move(channel));
}

}  // namespace lyceum::quiz
