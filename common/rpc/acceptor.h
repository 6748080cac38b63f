// Accepts TCP connections for a gRPC server. gRPC 1.51's own listener stops for
// ever once the process runs out of file descriptors; this one waits and goes
// on.
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "common/rpc/connections.h"
#include "grpcpp/server_builder.h"

namespace lyceum::rpc {

class Acceptor {
 public:
  // Listens on "host:port"; port 0 takes a free one. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(const std::string& address);
  ~Acceptor();

  int port() const { return port_; }

  // Adds each connection to `connections` and hands it to `server` from now on.
  // Call once, after the server has started.
  void Run(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server, Connections& connections);

  // Closes the port. Connections handed over stay. May be called twice.
  void Stop();

 private:
  Acceptor(int listener, int wake, int port) : listener_(listener), wake_(wake), port_(port) {}
  void Loop();
  bool AcceptOne();

  int listener_;
  int wake_;  // an eventfd: readable once the loop must end
  const int port_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server_;
  Connections* connections_ = nullptr;
  std::thread thread_;
};

// "127.0.0.1:50051" in its parts; false if there is no port.
bool SplitAddress(const std::string& address, std::string& host, std::string& port);

}  // namespace lyceum::rpc
