#include "common/rpc/issuer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/rpc/jwt.h"
#include "nlohmann/json.hpp"

namespace lyceum::rpc {
namespace {

absl::Status Failed(absl::string_view what, const std::string& file) {
  return absl::FailedPreconditionError(absl::StrCat("cannot ", what, " ", file, ": ", std::strerror(errno)));
}

// Only its owner ever sees the file, and never a half of it: O_EXCL makes it
// with its mode, under a name of this process, before it gets its own.
absl::Status WriteSecret(const std::string& file, absl::string_view text) {
  const std::string draft = absl::StrCat(file, ".", getpid());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Failed("make", draft);
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  // link, not rename: whoever makes a key at the same time must not lose it.
  const bool placed = written && (link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST);
  const absl::Status status = placed ? absl::OkStatus() : Failed("write", file);
  unlink(draft.c_str());
  return status;
}

}  // namespace

absl::StatusOr<Issuer> Issuer::Open(const std::string& key_file) {
  struct stat state;
  if (stat(key_file.c_str(), &state) != 0) {
    if (errno != ENOENT) return Failed("read", key_file);
    RETURN_IF_ERROR(WriteSecret(key_file, ToPem(NewPrivateKey(Algorithm::kEdDsa))));
    if (stat(key_file.c_str(), &state) != 0) return Failed("read", key_file);
  }
  if ((state.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(key_file, " may be read by others: chmod 600 it"));
  }
  std::ifstream in(key_file, std::ios::binary);
  std::ostringstream pem;
  pem << in.rdbuf();
  if (!in) return Failed("read", key_file);
  absl::StatusOr<PrivateKey> key = FromPem(pem.str());
  if (!key.ok()) return absl::InvalidArgumentError(absl::StrCat(key_file, ": ", key.status().message()));
  return Issuer(*std::move(key));
}

std::string Issuer::KeySetJson() const { return absl::StrCat("{\"keys\":[", key_.PublicJwk(), "]}\n"); }

absl::StatusOr<std::string> Issuer::Token(const TokenClaims& claims) const {
  nlohmann::json roles = nlohmann::json::array();
  for (const api::v1::Role role : claims.roles) roles.push_back(std::string(Name(role)));
  const nlohmann::json header = {{"alg", std::string(Name(key_.algorithm))}, {"typ", "JWT"}, {"kid", key_.kid}};
  const nlohmann::json body = {{"iss", claims.issuer},
                               {"aud", claims.audience},
                               {"sub", claims.user},
                               {"tenant", claims.tenant},
                               {"roles", std::move(roles)},
                               {"iat", absl::ToUnixSeconds(claims.issued)},
                               {"nbf", absl::ToUnixSeconds(claims.issued)},
                               {"exp", absl::ToUnixSeconds(claims.issued + claims.lifetime)}};
  const auto text = [](const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  return SignToken(key_, text(header), text(body));
}

}  // namespace lyceum::rpc
