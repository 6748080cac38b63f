// One rpc at run time: from the bytes of a request to the bytes of its answer.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/methods.h"
#include "common/rpc/metrics.h"
#include "common/rpc/plan.h"
#include "common/rpc/workers.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace lyceum::rpc {

// What all methods of a server share.
struct CallContext {
  Authenticator& authenticator;
  Workers& workers;
};

class Method {
 public:
  // FAILED_PRECONDITION if the request's contract is wrong.
  static absl::StatusOr<std::unique_ptr<Method>> Make(const google::protobuf::MethodDescriptor& rpc,
                                                      const Methods::Entry& entry, const CallContext& context,
                                                      Metrics& metrics);

  // "/lyceum.quiz.v1.QuizService/GetQuiz"
  const std::string& path() const { return path_; }

  // Runs on gRPC's thread: answers from memory if it can, else leaves the call
  // to a worker.
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                  grpc::ByteBuffer& response);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  struct Call;

  Method(const google::protobuf::MethodDescriptor& rpc, const Methods::Entry& entry, const CallContext& context,
         Metrics& metrics);

  bool ServeInline(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request, grpc::ByteBuffer& response);
  void ServeOnWorker(Call& call);
  absl::Status Answer(Call& call, Caller& caller);
  absl::Status Invoke(Call& call, Caller& caller);
  void Finish(Call& call, const absl::Status& status, const Caller& caller);

  const std::string path_;
  const std::string name_;
  const Methods::Entry entry_;
  const CallContext context_;
  const api::v1::Access access_;
  Roles roles_;
  Plans plans_;
  const Plan* plan_ = nullptr;
  Metrics& all_metrics_;
  MethodMetrics& metrics_;
};

}  // namespace lyceum::rpc
