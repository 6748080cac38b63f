// Tokens for many participants, signed here with the key of a local issuer.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/issuer.h"

namespace lyceum::ctl {

struct TokenMaking {
  // As `lyceumctl token init` makes it; it must exist.
  std::string key_file;
  std::string issuer = "lyceum-local";
  std::string audience = "lyceum";
  std::string tenant;
};

// NOT_FOUND if there is no such file; else as rpc::Issuer::Open.
absl::StatusOr<rpc::Issuer> OpenKey(const std::string& key_file);

// A token for a day.
absl::StatusOr<std::string> MakeToken(const rpc::Issuer& issuer, const TokenMaking& making, const std::string& user,
                                      std::vector<api::v1::Role> roles);

}  // namespace lyceum::ctl
