// A second port that tells the server's health in plaintext and nothing else:
// for those who have no certificate, such as the kubelet.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/acceptor.h"
#include "common/rpc/connections.h"
#include "grpcpp/server.h"

namespace lyceum::rpc {

class HealthPort {
 public:
  // Serves grpc.health.v1.Health at "host:port"; port 0 takes a free one. The
  // process is NOT_SERVING at first. UNAVAILABLE if it cannot listen there.
  static absl::StatusOr<std::unique_ptr<HealthPort>> Open(const std::string& address);
  ~HealthPort();

  int port() const { return acceptor_->port(); }
  // Of a service by its full name; "" is the process.
  void SetServing(const std::string& service, bool serving);

 private:
  explicit HealthPort(std::unique_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}

  Connections connections_;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace lyceum::rpc
