#include "common/rpc/dispatch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "grpcpp/generic/async_generic_service.h"  // for the callback handlers
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace lyceum::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// What is wrong with how `rpc` is bound; "" if nothing.
std::string Objection(const MethodDescriptor& rpc, const Methods::Entry* entry) {
  if (rpc.client_streaming()) return "reads a stream, which is not served here";
  if (entry == nullptr || (entry->call == nullptr && entry->open == nullptr)) return "is bound to no method";
  if (rpc.server_streaming() && entry->open == nullptr) return "is a stream, but its method is none";
  if (!rpc.server_streaming() && entry->call == nullptr) return "is no stream, but its method is one";
  if (entry->open != nullptr && (entry->call != nullptr || entry->inline_call != nullptr)) return "is bound twice";
  if (entry->request_prototype->GetDescriptor() != rpc.input_type()) return "takes another request than its method";
  if (entry->response_prototype->GetDescriptor() != rpc.output_type()) return "gives another response than its method";
  if (rpc.options().GetExtension(api::v1::access).roles().empty()) return "has no access rule";
  return "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<Dispatch>> Dispatch::Make(const google::protobuf::DescriptorPool& contracts,
                                                         const Methods& methods, const CallContext& context,
                                                         Metrics& metrics) {
  const ServiceDescriptor* service = contracts.FindServiceByName(methods.service());
  if (service == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("there is no contract of ", methods.service()));
  }
  std::unique_ptr<Dispatch> dispatch(new Dispatch);
  std::vector<std::string> objections;
  for (int i = 0; i < service->method_count(); ++i) {
    const MethodDescriptor& rpc = *service->method(i);
    const auto entry = methods.entries().find(rpc.name());
    std::string objection = Objection(rpc, entry == methods.entries().end() ? nullptr : &entry->second);
    if (objection.empty()) {
      absl::StatusOr<std::unique_ptr<Method>> method = Method::Make(rpc, entry->second, context, metrics);
      if (method.ok()) {
        dispatch->Serve(*std::move(method));
        continue;
      }
      objection = absl::StrCat("has a contract that is wrong: ", method.status().message());
    }
    objections.push_back(absl::StrCat(rpc.full_name(), " ", objection));
  }
  for (const auto& [name, entry] : methods.entries()) {
    if (service->FindMethodByName(name) == nullptr) {
      objections.push_back(absl::StrCat(service->full_name(), " has no rpc ", name));
    }
  }
  if (objections.empty()) return dispatch;
  return absl::FailedPreconditionError(absl::StrJoin(objections, "; "));
}

// What the code gRPC generates for a raw callback method does.
void Dispatch::Serve(std::unique_ptr<Method> method) {
  using grpc::ByteBuffer;
  using grpc::internal::RpcServiceMethod;
  Method* const served = method.get();
  const int index = static_cast<int>(methods_.size());
  methods_.push_back(std::move(method));
  if (served->is_stream()) {
    AddMethod(new RpcServiceMethod(served->path().c_str(), grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
    const auto serve = [served](grpc::CallbackServerContext* context, const ByteBuffer* request) {
      return served->ServeStream(*context, *request);
    };
    MarkMethodRawCallback(index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(serve));
    return;
  }
  AddMethod(new RpcServiceMethod(served->path().c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  const auto serve = [served](grpc::CallbackServerContext* context, const ByteBuffer* request, ByteBuffer* response) {
    return served->Serve(*context, *request, *response);
  };
  MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(serve));
}

}  // namespace lyceum::rpc
