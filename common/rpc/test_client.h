// A server with a small real service behind it, and a client over a real connection.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "common/rpc/test_service.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "lyceum/api/v1/operation.grpc.pb.h"

namespace lyceum::rpc {

inline constexpr char kGet[] = "/lyceum.api.v1.OperationService/GetOperation";

template <class Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto payload = status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  EXPECT_TRUE(payload.has_value() && detail.ParseFromString(std::string(*payload))) << status;
  return detail;
}

inline std::string ReasonOf(const absl::Status& status) { return DetailOf<google::rpc::ErrorInfo>(status).reason(); }

class AnswersTest : public ::testing::Test {
 protected:
  AnswersTest() { Start(TestOptions(issuer_), operations_.Table()); }
  ~AnswersTest() override {
    if (!operations_.go_on.HasBeenNotified()) operations_.go_on.Notify();
  }

  void Start(const ServerOptions& options, Methods methods) {
    server_.reset();
    auto server = Server::Start(options, clock_, {std::move(methods)});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    grpc::ChannelArguments arguments;
    arguments.SetMaxSendMessageSize(-1);
    channel_ = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                         grpc::InsecureChannelCredentials(), arguments);
    stub_ = api::v1::OperationService::NewStub(channel_);
  }

  void Prepare(grpc::ClientContext& context, const std::string& token) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  }

  absl::StatusOr<api::v1::GetOperationResponse> Get(const std::string& name, const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    api::v1::GetOperationRequest request;
    request.set_name(name);
    api::v1::GetOperationResponse response;
    const absl::Status status = FromGrpc(stub_->GetOperation(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<std::string> Send(const char* path, const std::string& bytes, const std::string& token,
                                   size_t pieces = 1) {
    grpc::ClientContext context;
    Prepare(context, token);
    std::vector<grpc::Slice> slices;
    for (size_t i = 0; i < pieces; ++i) {
      const size_t from = bytes.size() * i / pieces, to = bytes.size() * (i + 1) / pieces;
      slices.emplace_back(bytes.substr(from, to - from));
    }
    grpc::GenericStub stub(channel_);
    grpc::CompletionQueue queue;
    const auto call = stub.PrepareUnaryCall(&context, path, grpc::ByteBuffer(slices.data(), slices.size()), &queue);
    grpc::ByteBuffer answer;
    grpc::Status status;
    call->StartCall();
    call->Finish(&answer, &status, nullptr);
    void* tag;
    bool ok;
    queue.Next(&tag, &ok);
    if (!status.ok()) return FromGrpc(status);
    grpc::Slice slice;
    EXPECT_TRUE(answer.DumpToSingleSlice(&slice).ok());
    return std::string(slice.begin(), slice.end());
  }

  RealClock clock_;
  TestIssuer issuer_;
  FakeOperations operations_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<api::v1::OperationService::Stub> stub_;
};

}  // namespace lyceum::rpc
