// A gRPC server for tables of methods: authentication, health, reflection,
// metrics, limits, and an end in which no call is lost.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/rpc/methods.h"
#include "common/rpc/process.h"
#include "common/rpc/tls.h"
#include "prometheus/collectable.h"
#include "prometheus/registry.h"

namespace lyceum::rpc {

struct ServerOptions {
  std::string listen = "127.0.0.1:0";
  std::string metrics_listen = "127.0.0.1:0";  // "" for none
  TlsFiles tls;
  // Tells health in plaintext, for those without a certificate; "" for none.
  std::string health_listen;
  // A JSON Web Key Set: a file or an http(s) URL. Required.
  std::string jwks;
  std::string issuer = "lyceum-local";
  std::string audience = "lyceum";
  int workers = 64;
  int queue_limit = 1024;
  // Calls a connection may have at a time, streams included. Few, since many
  // that begin and are cancelled are an attack; more where clients of one's own
  // put many streams on a connection.
  int calls_per_connection = 256;
  int max_streams = limits::kMaxStreams;
  int stream_threads = 8;
  // A reader of a stream that takes no message for so long is cut off.
  absl::Duration reader_patience = absl::Seconds(10);
  bool reflection = false;
  // Then a connection takes no new calls, and its streams end a minute later:
  // long enough to be no burden, short enough that connections spread over new
  // replicas.
  int max_connection_age_seconds = 600;
  // Addresses and ranges of proxies whose x-forwarded-for is believed.
  std::vector<std::string> trusted_proxies;
  // How long balancers get to notice that the server is about to stop, and
  // calls to finish after that.
  absl::Duration drain_wait = absl::Milliseconds(500);
  absl::Duration finish_wait = absl::Seconds(10);
};

class Server {
 public:
  // Serves `services` until Drain. What their methods refer to must outlive the
  // server. FAILED_PRECONDITION naming every rpc that is not bound as its
  // contract says; INVALID_ARGUMENT or UNAVAILABLE for addresses and keys.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, Clock& clock,
                                                       std::vector<Methods> services);
  // Drains first.
  ~Server();

  int port() const;
  int metrics_port() const;  // 0 without metrics
  int health_port() const;   // 0 without a port for health alone

  // Health says NOT_SERVING; `drain_wait` later no connection is accepted and
  // all streams end with UNAVAILABLE, DRAINING; calls in progress finish, and
  // after `finish_wait` are cancelled. Blocks until all are done. May be called
  // twice.
  void Drain();

  // For the service's own metrics.
  prometheus::Registry& registry();
  // Shows metrics that are collected elsewhere, while the caller keeps them.
  void Show(const std::shared_ptr<prometheus::Collectable>& metrics);

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lyceum::rpc
