// The settings all services share, and the life of a serving process from its
// settings to its end.
//
//   rpc::ServiceSettings settings;
//   Config config("lyceum-quiz", "...");
//   rpc::AddSettings(config, settings);
//   if (auto code = rpc::Begin(config, settings, argc, argv)) return *code;
//   ... make database, methods ...
//   auto server = rpc::Server::Start(settings.server, clock, {...});
//   if (!server.ok()) return rpc::Fail(server.status());
//   return rpc::ServeUntilSignal(**server, settings);
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/config.h"
#include "common/rpc/server.h"

namespace lyceum::rpc {

struct ServiceSettings {
  ServerOptions server;
  std::string database;
  std::string database_file;  // Begin reads it into `database`
  std::vector<std::string> redis;
  std::string log_level = "info";
  std::string port_file;
  bool healthcheck = false;
  bool migrate_only = false;  // the program's business, once its database is open: see Migrated
};

// Declares --listen, --metrics-listen, --tls-certificate, --tls-key,
// --tls-authority, --health-listen, --database, --database-file, --redis,
// --jwks, --issuer, --audience, --log-level, --reflection, --drain-wait-ms,
// --max-connection-age-seconds, --workers, --queue-limit, --trusted-proxies,
// --port-file, --migrate-only and --healthcheck.
void AddSettings(Config& config, ServiceSettings& settings);

// Reads the settings, sets the log level, and makes the process ready to
// serve. An exit code if the program is done: after --help, wrong settings, or
// --healthcheck, which asks the server at --health-listen, else at --listen, for its health.
std::optional<int> Begin(Config& config, ServiceSettings& settings, int argc, const char* const* argv);

// Logs why the program cannot start; the exit code 1.
int Fail(const absl::Status& status);

// Logs that --migrate-only is done; the exit code 0.
int Migrated();

// Writes the port file, waits for SIGTERM or SIGINT, drains. The exit code.
int ServeUntilSignal(Server& server, const ServiceSettings& settings);

// "NAME=PORT\n" for each, in one piece: readers see all of it or no file.
using NamedPorts = std::vector<std::pair<std::string, int>>;
absl::Status WritePortFile(const std::string& file, const NamedPorts& ports);

// OK if the server at `address` says SERVING within `timeout`.
absl::Status CheckHealth(const std::string& address, absl::Duration timeout);

}  // namespace lyceum::rpc
