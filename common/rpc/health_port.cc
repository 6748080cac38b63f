#include "common/rpc/health_port.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace lyceum::rpc {

absl::StatusOr<std::unique_ptr<HealthPort>> HealthPort::Open(const std::string& address) {
  ASSIGN_OR_RETURN(auto acceptor, Acceptor::Listen(address));
  std::unique_ptr<HealthPort> health(new HealthPort(std::move(acceptor)));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(limits::kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, limits::kMaxMetadataBytes);
  auto external = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, grpc::InsecureServerCredentials());
  health->server_ = builder.BuildAndStart();
  if (health->server_ == nullptr) return absl::UnavailableError("gRPC does not start");
  health->SetServing("", false);
  health->acceptor_->Run(std::move(external), health->connections_);
  return health;
}

HealthPort::~HealthPort() {
  acceptor_->Stop();
  if (server_ != nullptr) server_->Shutdown(absl::ToChronoTime(absl::Now()));
}

void HealthPort::SetServing(const std::string& service, bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(service, serving);
}

}  // namespace lyceum::rpc
