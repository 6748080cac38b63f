// A private redis-server for tests: a real one, on a free port, that can be
// paused, killed and started again. Dies with the test.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::testing {

class RedisServer {
 public:
  // Returns when it answers. An error, which a test must treat as a failure, if
  // redis-server is not installed or does not come up. With a `password`,
  // clients must log in.
  static absl::StatusOr<std::unique_ptr<RedisServer>> Start(absl::string_view password = "");
  ~RedisServer();

  // redis://[:password@]127.0.0.1:port
  std::string url() const;
  int port() const { return port_; }

  void Pause() const;   // SIGSTOP: accepts connections, answers nothing
  void Resume() const;  // SIGCONT
  void Kill();          // kill -9; what it knew is gone
  absl::Status Restart();  // after Kill, on the same port, empty

 private:
  RedisServer() = default;
  absl::Status Run();
  absl::Status AwaitAnswer();

  int port_ = 0;
  std::string password_;
  pid_t pid_ = -1;
};

}  // namespace lyceum::testing
