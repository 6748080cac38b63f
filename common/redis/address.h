// Where a Redis server is and how to log in: redis://[user:password@]host:port[/db].
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::redis {

struct Address {
  std::string host;
  int port = 6379;
  std::string user;      // "" is Redis' own "default"
  std::string password;  // "" means no AUTH
  int database = 0;

  // "host:port/db": names the server in logs and in the rendezvous hash. Never
  // contains the password.
  std::string Name() const;
};

// User and password may be percent-encoded. The port may be left out (6379).
// INVALID_ARGUMENT, without the password in the message, for anything else;
// "rediss://" (TLS) too, because the packaged hiredis has no TLS: put a TLS
// tunnel in front.
absl::StatusOr<Address> ParseAddress(absl::string_view url);

}  // namespace lyceum::redis
