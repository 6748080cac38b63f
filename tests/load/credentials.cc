#include "tests/load/credentials.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/rpc/issuer.h"

namespace lyceum::load {

absl::Status MakeKeys(const std::string& folder) {
  ASSIGN_OR_RETURN(const rpc::Issuer issuer, rpc::Issuer::Open(folder + "/issuer.key"));
  std::ofstream(folder + "/jwks.json") << issuer.KeySetJson();
  return absl::OkStatus();
}

absl::StatusOr<std::string> Token(const std::string& folder, absl::string_view user,
                                  const std::vector<api::v1::Role>& roles) {
  ASSIGN_OR_RETURN(const rpc::Issuer issuer, rpc::Issuer::Open(folder + "/issuer.key"));
  rpc::TokenClaims claims;
  claims.user = std::string(user);
  claims.tenant = kTenant;
  claims.roles = roles;
  claims.issued = absl::Now();
  claims.lifetime = absl::Hours(12);
  return issuer.Token(claims);
}

void Authorize(grpc::ClientContext& context, absl::string_view token) {
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  context.AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
}

}  // namespace lyceum::load
