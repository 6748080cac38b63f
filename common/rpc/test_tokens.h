// What tests of tokens need: a folder that goes away, and an issuer.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/issuer.h"

namespace lyceum::rpc {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "lyceum-rpc-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string File(absl::string_view name) const { return absl::StrCat(path_, "/", name); }
  std::string Write(absl::string_view name, absl::string_view text) const {
    std::ofstream(File(name), std::ios::binary | std::ios::trunc) << std::string(text);
    return File(name);
  }

 private:
  std::string path_;
};

// A key, its key set in a file, and tokens of it.
class TestIssuer {
 public:
  TestIssuer() : issuer_(NewPrivateKey(Algorithm::kEdDsa)) { folder_.Write("jwks.json", issuer_.KeySetJson()); }

  std::string jwks() const { return folder_.File("jwks.json"); }
  const Issuer& issuer() const { return issuer_; }

  std::string Token(absl::string_view user = "ann", absl::string_view tenant = "acme",
                    std::vector<api::v1::Role> roles = {api::v1::ROLE_LEARNER}) const {
    TokenClaims claims;
    claims.user = std::string(user);
    claims.tenant = std::string(tenant);
    claims.roles = std::move(roles);
    claims.issued = absl::Now();
    return *issuer_.Token(claims);
  }

 private:
  TemporaryFolder folder_;
  Issuer issuer_;
};
}  // namespace lyceum::rpc
