// A gRPC service made at run time from a table of methods and the contract's
// descriptors. It reads and writes raw bytes, so that an answer in memory goes
// out as it is, and a malformed request gets our own error.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/method.h"
#include "common/rpc/methods.h"
#include "common/rpc/metrics.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/service_type.h"

namespace lyceum::rpc {

class Dispatch final : public grpc::Service {
 public:
  // What `context` and `metrics` refer to must outlive it. FAILED_PRECONDITION,
  // naming all that is wrong, if there is no such service, an rpc of it has no
  // method, a method no rpc, the types differ, or an rpc has no access rule.
  static absl::StatusOr<std::unique_ptr<Dispatch>> Make(const google::protobuf::DescriptorPool& contracts,
                                                        const Methods& methods, const CallContext& context,
                                                        Metrics& metrics);

 private:
  Dispatch() = default;
  void Serve(std::unique_ptr<Method> method);

  std::vector<std::unique_ptr<Method>> methods_;
};

}  // namespace lyceum::rpc
