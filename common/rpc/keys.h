// The three kinds of signatures Lyceum trusts, by OpenSSL: RS256 (RSA of at
// least 2048 bits), ES256 (P-256) and EdDSA (Ed25519). RFC 7518, RFC 8037.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "openssl/evp.h"

namespace lyceum::rpc {

enum class Algorithm { kRs256, kEs256, kEdDsa };

// "RS256", "ES256", "EdDSA"; nothing for any other, "none" included.
std::optional<Algorithm> ParseAlgorithm(absl::string_view name);
absl::string_view Name(Algorithm algorithm);

// A key is of one algorithm: which one follows from the key itself, never from
// the token it checks.
struct PublicKey {
  std::string kid;
  Algorithm algorithm;
  std::shared_ptr<EVP_PKEY> key;

  // True if `signature`, in the form of RFC 7518, is this key's over `message`.
  bool Verifies(absl::string_view message, absl::string_view signature) const;
};

struct PrivateKey {
  std::string kid;
  Algorithm algorithm;
  std::shared_ptr<EVP_PKEY> key;

  // The signature in the form of RFC 7518. INTERNAL if OpenSSL cannot.
  absl::StatusOr<std::string> Sign(absl::string_view message) const;

  // The public half as a JSON Web Key.
  std::string PublicJwk() const;
};

// Raw big-endian numbers. INVALID_ARGUMENT for weak or broken keys.
absl::StatusOr<PublicKey> RsaKey(absl::string_view modulus, absl::string_view exponent);
absl::StatusOr<PublicKey> P256Key(absl::string_view x, absl::string_view y);
absl::StatusOr<PublicKey> Ed25519Key(absl::string_view x);

// A new key; its kid is a digest of its public half.
PrivateKey NewPrivateKey(Algorithm algorithm);

// An Ed25519 key in PEM (PKCS #8), and back.
std::string ToPem(const PrivateKey& key);
absl::StatusOr<PrivateKey> FromPem(absl::string_view pem);

}  // namespace lyceum::rpc
