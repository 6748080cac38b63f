#include "services/lyceumctl/session_tokens.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace lyceum::ctl {

absl::StatusOr<rpc::Issuer> OpenKey(const std::string& key_file) {
  std::error_code ignored;
  if (!std::filesystem::exists(key_file, ignored)) {
    return absl::NotFoundError(
        absl::StrCat("there is no key ", key_file, "; lyceumctl token init --keys DIR makes one"));
  }
  return rpc::Issuer::Open(key_file);
}

absl::StatusOr<std::string> MakeToken(const rpc::Issuer& issuer, const TokenMaking& making, const std::string& user,
                                      std::vector<api::v1::Role> roles) {
  rpc::TokenClaims claims;
  claims.issuer = making.issuer;
  claims.audience = making.audience;
  claims.user = user;
  claims.tenant = making.tenant;
  claims.roles = std::move(roles);
  claims.issued = absl::Now();
  claims.lifetime = absl::Hours(24);
  return issuer.Token(claims);
}

}  // namespace lyceum::ctl
