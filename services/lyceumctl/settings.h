// What every command can be told.
#pragma once

#include <string>

namespace lyceum::ctl {

struct Settings {
  // host:port, or any gRPC target.
  std::string content = "127.0.0.1:7401";
  std::string quiz = "127.0.0.1:7402";
  std::string progress = "127.0.0.1:7403";
  // Connects with TLS; `ca_file` (PEM) instead of the system's roots.
  bool tls = false;
  std::string ca_file;
  // What this client shows of itself (PEM), where servers want it.
  std::string cert_file;
  std::string key_file;
  std::string token;
  std::string token_file;
  std::string tenant;
  std::string user;
  // How long one call may take, such as "30s".
  std::string timeout = "30s";
  bool json = false;
  bool quiet = false;
  bool no_color = false;
};

}  // namespace lyceum::ctl
