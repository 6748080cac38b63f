// Calls to other services: channels that balance, watch health and retry, and
// what each call carries on from the call it serves.
#pragma once

#include <ctime>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/rpc/status.h"
#include "common/rpc/tls.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace lyceum::rpc {

// How every client of Lyceum balances, watches health and retries: a gRPC service config.
extern const char kServiceConfig[];

// `address` is HOST:PORT, of which every address DNS knows is used, or a gRPC
// target such as "ipv4:10.0.0.1:1,10.0.0.2:1". Calls that fail with UNAVAILABLE
// are tried up to four times: mutations need a request_id.
std::shared_ptr<grpc::Channel> Dial(const std::string& address, const TlsFiles& tls = {});

// The token a service shows when it acts on its own behalf; read from a file
// that may be replaced while the service runs.
class ServiceToken {
 public:
  // UNAVAILABLE if the file cannot be read.
  static absl::StatusOr<std::unique_ptr<ServiceToken>> Open(const std::string& file);

  // The file's content now, without white space around it. Where the file is
  // gone, what it was.
  std::string Get();

 private:
  explicit ServiceToken(const std::string& file) : file_(file) {}

  const std::string file_;
  absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  struct timespec modified_ ABSL_GUARDED_BY(mutex_) = {};
};

// Lets the call end when `caller` stops waiting or after `at_most`, whichever is
// first; sends the trace on, and acts on the caller's behalf (its token) or on
// the service's own.
void Prepare(grpc::ClientContext& context, const Caller& caller, absl::Duration at_most);
void Prepare(grpc::ClientContext& context, const Caller& caller, absl::Duration at_most, ServiceToken& token);

}  // namespace lyceum::rpc
