// One rpc at run time: from the bytes of a request to the bytes of its answer.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/connections.h"
#include "common/rpc/feeds.h"
#include "common/rpc/methods.h"
#include "common/rpc/metrics.h"
#include "common/rpc/plan.h"
#include "common/rpc/trusted_proxies.h"
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
  Feeds& feeds;
  const TrustedProxies& proxies;
  Connections& connections;
};

class Method {
 public:
  // FAILED_PRECONDITION if the request's contract is wrong.
  static absl::StatusOr<std::unique_ptr<Method>> Make(const google::protobuf::MethodDescriptor& rpc,
                                                      const Methods::Entry& entry, const CallContext& context,
                                                      Metrics& metrics);

  // "/lyceum.quiz.v1.QuizService/GetQuiz"
  const std::string& path() const { return path_; }

  bool is_stream() const { return entry_.open != nullptr; }

  // Runs on gRPC's thread: answers from memory if it can, else leaves the call
  // to a worker.
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request,
                                  grpc::ByteBuffer& response);

  // The same for a stream: a worker opens it.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeStream(grpc::CallbackServerContext& context,
                                                          const grpc::ByteBuffer& request);

 private:
  using Instant = std::chrono::steady_clock::time_point;
  using Run = absl::FunctionRef<absl::Status(const google::protobuf::Message& request)>;
  // What arrived: gRPC keeps it until the call is finished.
  struct Arrival {
    grpc::CallbackServerContext& context;
    const grpc::ByteBuffer& request;
    Instant begin;
  };
  struct Call;

  Method(const google::protobuf::MethodDescriptor& rpc, const Methods::Entry& entry, const CallContext& context,
         Metrics& metrics);

  bool ServeInline(grpc::CallbackServerContext& context, const grpc::ByteBuffer& request, grpc::ByteBuffer& response);
  // False if it would have to block and may not: then nothing has happened.
  bool Answer(const Call& call, bool may_block);
  void OpenOnWorker(const Arrival& arrival, Feed& feed);
  // Everything a call passes before its function; then `run` calls that.
  // `caller` and the time its token expires are known from there on.
  absl::Status Admit(const Arrival& arrival, Caller& caller, absl::Time& good_until, Run run);
  absl::Status Read(const Arrival& arrival, Caller& caller, Run run);
  // Hands the request to its function, whose reply ends the call.
  void Invoke(const Call& call, const Caller& caller, const google::protobuf::Message& request);
  void Finish(const Call& call, const absl::Status& status, const Caller& caller);
  // One call counted and written to the log; `usual` ends are no failures.
  void Record(Instant begin, const absl::Status& status, const Caller& caller, bool usual);

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
