#include "common/rpc/server_config.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/rpc/acceptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/slice.h"

namespace lyceum::rpc {
namespace {

constexpr absl::Duration kHealthTimeout = absl::Seconds(3);
constexpr int kExitFailed = 1;

// A HealthCheckResponse with status SERVING: field 1, value 1. Its proto is not
// among Debian's packages for C++, and it will not change.
constexpr absl::string_view kServing("\x08\x01", 2);

absl::Status ReadDatabaseFile(ServiceSettings& settings) {
  if (settings.database_file.empty()) return absl::OkStatus();
  if (!settings.database.empty()) return absl::InvalidArgumentError("set --database or --database-file, not both");
  std::ifstream in(settings.database_file);
  std::getline(in, settings.database);
  absl::StripAsciiWhitespace(&settings.database);
  if (settings.database.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("--database-file: no database URL in ", settings.database_file));
  }
  return absl::OkStatus();
}

}  // namespace

void AddSettings(Config& config, ServiceSettings& settings) {
  ServerOptions& server = settings.server;
  config.Text("listen", server.listen, "Address and port of the gRPC server; port 0 takes a free one")
      .Text("metrics-listen", server.metrics_listen, "Address and port of Prometheus metrics; empty for none")
      .Text("tls-certificate", server.tls.certificate,
            "File (PEM) of the certificate shown to clients and to other services; clients then need one too")
      .Text("tls-key", server.tls.key, "File (PEM) of its key")
      .Text("tls-authority", server.tls.authority, "File (PEM) of those who sign the certificates of the others")
      .Text("health-listen", server.health_listen,
            "Address and port that tell health alone, in plaintext; none if empty; for --tls-certificate")
      .Text("database", settings.database, "sqlite:FILE or postgres://USER@HOST/NAME")
      .Text("database-file", settings.database_file, "File that holds what --database would say, for passwords")
      .Texts("redis", settings.redis, "redis://HOST:PORT of a cache server; may be repeated; none is needed")
      .Text("jwks", server.jwks, "File or URL of the JSON Web Key Set that checks tokens")
      .Text("issuer", server.issuer, "The issuer (iss) tokens must name")
      .Text("audience", server.audience, "The audience (aud) tokens must name")
      .Choice("log-level", settings.log_level, {"debug", "info", "warning", "error", "off"}, "What to log")
      .Flag("reflection", server.reflection, "Serve gRPC reflection, so that tools can list the rpcs")
      .Milliseconds("drain-wait-ms", server.drain_wait, absl::Minutes(5),
                    "How long balancers get to notice that the server is about to stop")
      .Number("max-connection-age-seconds", server.max_connection_age_seconds, 1, 86'400,
              "When clients are asked to connect anew, so that they find new replicas")
      .Texts("trusted-proxies", server.trusted_proxies,
             "Address or range (10.0.0.0/8) of a proxy whose x-forwarded-for is believed; may be repeated")
      .Number("workers", server.workers, 1, 1024, "Threads that run methods")
      .Number("queue-limit", server.queue_limit, 1, 1'000'000, "Calls that may wait for a worker")
      .Text("port-file", settings.port_file, "File to write the ports to once the server is serving")
      .Flag("migrate-only", settings.migrate_only, "Bring the tables of the database up to date and exit")
      .Flag("healthcheck", settings.healthcheck,
            "Ask the server (--health-listen, --listen) for its health; exit 0 or 1");
}

std::optional<int> Begin(Config& config, ServiceSettings& settings, int argc, const char* const* argv) {
  if (const auto code = config.Parse(argc, argv)) return code;
  log::SetLevel(absl::string_view(settings.log_level));
  PrepareProcess();
  if (!settings.healthcheck) {
    if (const absl::Status read = ReadDatabaseFile(settings); !read.ok()) return Fail(read);
    return std::nullopt;
  }
  const ServerOptions& server = settings.server;
  const std::string& address = server.health_listen.empty() ? server.listen : server.health_listen;
  const absl::Status health = CheckHealth(address, kHealthTimeout);
  if (health.ok()) return 0;
  std::fprintf(stderr, "%s: %s\n", address.c_str(), std::string(health.message()).c_str());
  return kExitFailed;
}

int Fail(const absl::Status& status) {
  log::Error("cannot start", {{"error", status.message()}, {"code", absl::StatusCodeToString(status.code())}});
  return kExitFailed;
}

int Migrated() {
  log::Info("the tables are up to date");
  return 0;
}

int ServeUntilSignal(Server& server, const ServiceSettings& settings) {
  if (!settings.port_file.empty()) {
    const NamedPorts ports = {
        {"grpc", server.port()}, {"metrics", server.metrics_port()}, {"health", server.health_port()}};
    if (const absl::Status written = WritePortFile(settings.port_file, ports); !written.ok()) return Fail(written);
  }
  log::Info("serving", {{"port", server.port()}, {"metrics_port", server.metrics_port()}});
  WaitForSignal();
  log::Info("draining");
  server.Drain();
  if (!settings.port_file.empty()) std::remove(settings.port_file.c_str());
  log::Info("stopped");
  return 0;
}

absl::Status WritePortFile(const std::string& file, const NamedPorts& ports) {
  const std::string draft = absl::StrCat(file, ".", getpid());
  std::ofstream out(draft, std::ios::trunc);
  for (const auto& [name, port] : ports) out << name << "=" << port << "\n";
  out.close();
  if (!out || std::rename(draft.c_str(), file.c_str()) != 0) {
    std::remove(draft.c_str());
    return absl::UnavailableError(absl::StrCat("cannot write ", file));
  }
  return absl::OkStatus();
}

absl::Status CheckHealth(const std::string& address, absl::Duration timeout) {
  std::string host, port;
  if (!SplitAddress(address, host, port)) return absl::InvalidArgumentError("no address such as 127.0.0.1:50051");
  // A server that listens everywhere listens here too.
  if (host.empty() || host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = absl::StrCat("[", host, "]");
  const auto channel = grpc::CreateChannel(absl::StrCat(host, ":", port), grpc::InsecureChannelCredentials());
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  grpc::CompletionQueue queue;
  const grpc::Slice nothing;
  const auto call =
      stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::ByteBuffer(&nothing, 1), &queue);
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->StartCall();
  call->Finish(&answer, &status, nullptr);
  void* tag;
  bool ok;
  queue.Next(&tag, &ok);
  if (!status.ok()) return absl::UnavailableError(status.error_message());
  grpc::Slice bytes;
  if (!answer.DumpToSingleSlice(&bytes).ok()) return absl::UnavailableError("the health answer cannot be read");
  const absl::string_view text(reinterpret_cast<const char*>(bytes.begin()), bytes.size());
  return text == kServing ? absl::OkStatus() : absl::UnavailableError("not serving");
}

}  // namespace lyceum::rpc
