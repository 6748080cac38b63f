// A small issuer of tokens for demonstrations and tests: an Ed25519 key in a
// file that only its owner reads. Real installations use their OpenID provider.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/keys.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum::rpc {

struct TokenClaims {
  std::string issuer = "lyceum-local";
  std::string audience = "lyceum";
  std::string user;
  std::string tenant;
  std::vector<api::v1::Role> roles;
  absl::Time issued;
  absl::Duration lifetime = absl::Hours(1);
};

class Issuer {
 public:
  explicit Issuer(PrivateKey key) : key_(std::move(key)) {}

  // The key in `key_file`; makes it, with mode 0600, if there is none.
  // FAILED_PRECONDITION if others may read it, INVALID_ARGUMENT if it is no
  // Ed25519 key.
  static absl::StatusOr<Issuer> Open(const std::string& key_file);

  // The JSON Web Key Set that checks its tokens.
  std::string KeySetJson() const;

  absl::StatusOr<std::string> Token(const TokenClaims& claims) const;

  const PrivateKey& key() const { return key_; }

 private:
  PrivateKey key_;
};

}  // namespace lyceum::rpc
