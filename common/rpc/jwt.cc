#include "common/rpc/jwt.h"

#include <cmath>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status.h"
#include "nlohmann/json.hpp"

namespace lyceum::rpc {
namespace {

using Json = nlohmann::json;

absl::Status Invalid(absl::string_view why) {
  return Error(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID", absl::StrCat("the token is not valid: ", why));
}

// Strict base64url without padding, so that a token has one spelling only.
bool Decode(absl::string_view text, std::string& bytes) {
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_') return false;
  }
  return absl::WebSafeBase64Unescape(text, &bytes) && absl::WebSafeBase64Escape(bytes) == text;
}

bool DecodeObject(absl::string_view text, Json& object) {
  std::string bytes;
  if (!Decode(text, bytes)) return false;
  object = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  return object.is_object();
}

std::string TextOf(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// False if the claim is there but no time a calendar knows.
bool TimeOf(const Json& claims, const char* name, absl::Time& time) {
  const auto found = claims.find(name);
  if (found == claims.end()) return true;
  if (!found->is_number()) return false;
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 253402300799.0) return false;  // the year 9999
  time = absl::FromUnixMicros(static_cast<int64_t>(seconds * 1e6));
  return true;
}

bool HasAudience(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get<std::string>() == audience;
  if (!found->is_array()) return false;
  for (const Json& one : *found) {
    if (one.is_string() && one.get<std::string>() == audience) return true;
  }
  return false;
}

// What may stand in a resource name, since user and tenant do.
bool IsSegment(absl::string_view text) {
  if (text.empty() || text.size() > limits::kMaxNameSegmentBytes) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && absl::string_view("._~@-").find(c) == absl::string_view::npos) return false;
  }
  return true;
}

Roles RolesOf(const Json& claims) {
  Roles roles;
  const auto found = claims.find("roles");
  if (found == claims.end() || !found->is_array()) return roles;
  for (const Json& word : *found) {
    if (!word.is_string()) continue;
    if (const api::v1::Role role = ParseRole(word.get<std::string>()); role != api::v1::ROLE_UNSPECIFIED) {
      roles.Add(role);
    }
  }
  return roles;
}

// Finds the key and checks the signature with the key's own algorithm. Keys
// and key locations that the token itself brings (jwk, jku, x5u) are not read.
absl::Status CheckSignature(const std::vector<absl::string_view>& parts, absl::string_view token,
                            const FindKey& find_key) {
  Json header;
  if (!DecodeObject(parts[0], header)) return Invalid("its header is no JSON");
  const auto algorithm = ParseAlgorithm(TextOf(header, "alg"));
  if (!algorithm.has_value()) return Invalid("its algorithm is not one of RS256, ES256, EdDSA");
  if (header.contains("crit")) return Invalid("it asks for extensions");
  if (header.contains("kid") && !header["kid"].is_string()) return Invalid("its kid is no text");
  const auto key = find_key(TextOf(header, "kid"));
  if (key == nullptr) return Invalid("its key is not known");
  if (key->algorithm != *algorithm) return Invalid("its algorithm is not its key's");
  std::string signature;
  if (!Decode(parts[2], signature)) return Invalid("its signature is no base64url");
  const absl::string_view message = token.substr(0, parts[0].size() + 1 + parts[1].size());
  return key->Verifies(message, signature) ? absl::OkStatus() : Invalid("its signature is not its key's");
}

absl::StatusOr<absl::Time> CheckTimes(const Json& claims, absl::Time now) {
  absl::Time expires = absl::InfinitePast(), not_before = absl::InfinitePast();
  if (!claims.contains("exp") || !TimeOf(claims, "exp", expires)) return Invalid("exp is missing or no time");
  if (!TimeOf(claims, "nbf", not_before)) return Invalid("nbf is no time");
  if (now >= expires + kClockSkew) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_EXPIRED", "the token has expired: get a new one");
  }
  if (now < not_before - kClockSkew) return Invalid("it is not valid yet");
  return expires + kClockSkew;
}

}  // namespace

absl::StatusOr<Identity> VerifyToken(absl::string_view token, const TokenRules& rules, absl::Time now,
                                     const FindKey& find_key) {
  if (token.size() > limits::kMaxTokenBytes) {
    return Invalid(absl::StrCat("it is longer than ", limits::kMaxTokenBytes, " bytes"));
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(token, absl::MaxSplits('.', 3));
  if (parts.size() != 3) return Invalid("it has not three parts");
  RETURN_IF_ERROR(CheckSignature(parts, token, find_key));

  Json claims;
  if (!DecodeObject(parts[1], claims)) return Invalid("its claims are no JSON");
  if (TextOf(claims, "iss") != rules.issuer) return Invalid("its issuer is not trusted here");
  if (!HasAudience(claims, rules.audience)) return Invalid("it is for another audience");
  Identity identity;
  ASSIGN_OR_RETURN(identity.expires, CheckTimes(claims, now));
  identity.caller.user = TextOf(claims, "sub");
  identity.caller.tenant = TextOf(claims, "tenant");
  identity.caller.roles = RolesOf(claims);
  identity.caller.bearer = std::string(token);
  if (!IsSegment(identity.caller.user)) return Invalid("sub is missing or no name");
  if (identity.caller.roles.empty()) return Invalid("it gives no role");
  const bool every_tenant =
      identity.caller.tenant == kEveryTenant && identity.caller.roles.Has(api::v1::ROLE_SERVICE);
  if (!every_tenant && !IsSegment(identity.caller.tenant)) return Invalid("tenant is missing or no name");
  return identity;
}

absl::StatusOr<std::string> SignToken(const PrivateKey& key, absl::string_view header, absl::string_view claims) {
  const std::string message = absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
  ASSIGN_OR_RETURN(const std::string signature, key.Sign(message));
  return absl::StrCat(message, ".", absl::WebSafeBase64Escape(signature));
}

api::v1::Role ParseRole(absl::string_view word) {
  for (const api::v1::Role role : {api::v1::ROLE_LEARNER, api::v1::ROLE_TEACHER, api::v1::ROLE_AUTHOR,
                                   api::v1::ROLE_ADMIN, api::v1::ROLE_SERVICE}) {
    if (Name(role) == word) return role;
  }
  return api::v1::ROLE_UNSPECIFIED;
}

absl::string_view Name(api::v1::Role role) {
  switch (role) {
    case api::v1::ROLE_LEARNER: return "learner";
    case api::v1::ROLE_TEACHER: return "teacher";
    case api::v1::ROLE_AUTHOR: return "author";
    case api::v1::ROLE_ADMIN: return "admin";
    case api::v1::ROLE_SERVICE: return "service";
    default: return "";
  }
}

}  // namespace lyceum::rpc
