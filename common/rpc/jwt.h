// JSON Web Tokens (RFC 7519): who a bearer token says its bearer is, if a key
// we trust signed it.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/caller.h"
#include "common/rpc/keys.h"

namespace lyceum::rpc {

// How far the clocks of issuer and server may be apart.
inline constexpr absl::Duration kClockSkew = absl::Seconds(60);

// The tenant of a service that acts for every tenant.
inline constexpr absl::string_view kEveryTenant = "*";

// A token that was checked. `caller` is what every call with it starts from:
// tenant, user, roles and the token itself.
struct Identity {
  Caller caller;
  absl::Time expires;
};

// What a token must say to be good here.
struct TokenRules {
  std::string issuer;
  std::string audience;
};

// The key of this id, or null. An empty id asks for the only key there is.
using FindKey = std::function<std::shared_ptr<const PublicKey>(absl::string_view kid)>;

// Checks signature, algorithm, issuer, audience, times, and the claims sub,
// tenant and roles. UNAUTHENTICATED with the reason TOKEN_INVALID or
// TOKEN_EXPIRED.
absl::StatusOr<Identity> VerifyToken(absl::string_view token, const TokenRules& rules, absl::Time now,
                                     const FindKey& find_key);

// A token of these two JSON objects, whatever they say.
absl::StatusOr<std::string> SignToken(const PrivateKey& key, absl::string_view header, absl::string_view claims);

// "learner", "teacher", "author", "admin", "service"; ROLE_UNSPECIFIED for any
// other word.
api::v1::Role ParseRole(absl::string_view word);
absl::string_view Name(api::v1::Role role);

}  // namespace lyceum::rpc
