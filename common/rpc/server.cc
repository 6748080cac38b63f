#include "common/rpc/server.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/limits.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/rpc/acceptor.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/connections.h"
#include "common/rpc/dispatch.h"
#include "common/rpc/feeds.h"
#include "common/rpc/health_port.h"
#include "common/rpc/jwks.h"
#include "common/rpc/metrics.h"
#include "common/rpc/metrics_server.h"
#include "common/rpc/process.h"
#include "common/rpc/trusted_proxies.h"
#include "common/rpc/workers.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"

namespace lyceum::rpc {
namespace {

constexpr absl::Duration kMaxConnectionAgeGrace = absl::Minutes(1);
constexpr absl::Duration kMaxConnectionIdle = absl::Minutes(5);
// Against connections that say nothing or stop in the middle of a frame.
constexpr absl::Duration kHandshakeTimeout = absl::Seconds(5);
constexpr absl::Duration kKeepaliveTime = absl::Seconds(20);
constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(10);
// Clients may ping this often; more is an attack and ends the connection.
constexpr absl::Duration kMinPingInterval = absl::Seconds(10);

void SetLimits(grpc::ServerBuilder& builder, const ServerOptions& options) {
  const auto set = [&](const char* name, absl::Duration value) {
    builder.AddChannelArgument(name, static_cast<int>(absl::ToInt64Milliseconds(value)));
  };
  builder.SetMaxReceiveMessageSize(limits::kMaxMessageBytes);
  builder.SetMaxSendMessageSize(limits::kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, limits::kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.calls_per_connection);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // gRPC varies the age by a tenth, so that connections do not end together.
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, absl::Seconds(options.max_connection_age_seconds));
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kMaxConnectionAgeGrace);
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxConnectionIdle);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeout);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTime);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeout);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingInterval);
}

// The plugin registers itself for every server built after it, so it is a
// choice of the process, made by its first server.
void EnableReflection() {
  static const bool enabled = [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)enabled;
}

}  // namespace

// Members are destroyed from the last to the first: the server before what its
// calls use.
struct Server::State {
  State(const ServerOptions& options, std::unique_ptr<Jwks> keys, Clock& clock)
      : options(options),
        jwks(std::move(keys)),
        authenticator(*jwks, {options.issuer, options.audience}, clock),
        metrics(std::make_shared<Metrics>([this] { return workers.waiting(); })),
        feeds({options.stream_threads, options.max_streams, options.reader_patience}, clock, *metrics),
        workers(options.workers, options.queue_limit) {}

  const ServerOptions options;
  std::unique_ptr<Jwks> jwks;
  TrustedProxies proxies;
  Authenticator authenticator;
  std::shared_ptr<Metrics> metrics;
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  Connections connections;
  Feeds feeds;  // before the workers, who open streams into it
  Workers workers;
  std::vector<std::unique_ptr<Dispatch>> services;
  std::vector<std::string> names;
  std::unique_ptr<Acceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<MetricsServer> metrics_server;
  std::unique_ptr<HealthPort> health_port;
  bool drained = false;

  absl::Status Bind(const std::vector<Methods>& tables);
  absl::Status Serve();
  absl::Status ServeMetrics();
  void SetHealth(bool serving);
};

absl::Status Server::State::Bind(const std::vector<Methods>& tables) {
  std::vector<std::string> objections;
  for (const Methods& table : tables) {
    auto dispatch = Dispatch::Make(*google::protobuf::DescriptorPool::generated_pool(), table,
                                   CallContext{authenticator, workers, feeds, proxies, connections}, *metrics);
    if (dispatch.ok()) {
      services.push_back(*std::move(dispatch));
      names.push_back(table.service());
    } else {
      objections.emplace_back(dispatch.status().message());
    }
  }
  return objections.empty() ? absl::OkStatus() : absl::FailedPreconditionError(absl::StrJoin(objections, "; "));
}

absl::Status Server::State::Serve() {
  ASSIGN_OR_RETURN(acceptor, Acceptor::Listen(options.listen));
  if (!options.health_listen.empty()) {
    ASSIGN_OR_RETURN(health_port, HealthPort::Open(options.health_listen));
  }
  grpc::EnableDefaultHealthCheckService(true);
  if (options.reflection) EnableReflection();
  grpc::ServerBuilder builder;
  SetLimits(builder, options);
  for (const auto& service : services) builder.RegisterService(service.get());
  auto external = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, ServerCredentials(options.tls));
  server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError("gRPC does not start");
  SetHealth(true);
  acceptor->Run(std::move(external), connections);
  return absl::OkStatus();
}

absl::Status Server::State::ServeMetrics() {
  if (options.metrics_listen.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(metrics_server, MetricsServer::Start(options.metrics_listen));
  metrics_server->Show(metrics);
  metrics_server->Show(registry);
  return absl::OkStatus();
}

void Server::State::SetHealth(bool serving) {
  const auto set = [&](const std::string& name) {
    server->GetHealthCheckService()->SetServingStatus(name, serving);
    if (health_port != nullptr) health_port->SetServing(name, serving);
  };
  for (const std::string& name : names) set(name);
  set("");
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Clock& clock,
                                                      std::vector<Methods> services) {
  PrepareProcess();
  if (options.jwks.empty()) return absl::InvalidArgumentError("no keys to check tokens with: set --jwks");
  RETURN_IF_ERROR(CheckTls(options.tls, clock.Now()));
  ASSIGN_OR_RETURN(std::unique_ptr<Jwks> jwks, Jwks::Open(options.jwks, clock));
  auto state = std::make_unique<State>(options, std::move(jwks), clock);
  ASSIGN_OR_RETURN(state->proxies, TrustedProxies::Parse(options.trusted_proxies));
  RETURN_IF_ERROR(state->Bind(services));
  RETURN_IF_ERROR(state->ServeMetrics());
  RETURN_IF_ERROR(state->Serve());
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::~Server() { Drain(); }

int Server::port() const { return state_->acceptor->port(); }
int Server::metrics_port() const { return state_->metrics_server == nullptr ? 0 : state_->metrics_server->port(); }
int Server::health_port() const { return state_->health_port == nullptr ? 0 : state_->health_port->port(); }
prometheus::Registry& Server::registry() { return *state_->registry; }

void Server::Show(const std::shared_ptr<prometheus::Collectable>& metrics) {
  if (state_->metrics_server != nullptr) state_->metrics_server->Show(metrics);
}

void Server::Drain() {
  if (std::exchange(state_->drained, true)) return;
  state_->metrics->draining.store(true, std::memory_order_relaxed);
  state_->SetHealth(false);
  absl::SleepFor(state_->options.drain_wait);
  state_->acceptor->Stop();
  state_->feeds.Drain();
  state_->server->Shutdown(absl::ToChronoTime(absl::Now() + state_->options.finish_wait));
}

}  // namespace lyceum::rpc
