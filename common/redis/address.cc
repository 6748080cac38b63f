#include "common/redis/address.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"

namespace lyceum::redis {
namespace {

absl::Status Bad(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("Redis address: ", why, "; expected redis://[user:password@]host:port[/db]"));
}

absl::StatusOr<std::string> PercentDecoded(absl::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) || !absl::ascii_isxdigit(text[i + 2])) {
      return Bad("% must be followed by two hex digits");
    }
    out += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return out;
}

// "user:password", ":password" or "password".
absl::Status ReadLogin(absl::string_view login, Address& address) {
  const size_t colon = login.find(':');
  if (colon == absl::string_view::npos) {
    ASSIGN_OR_RETURN(address.password, PercentDecoded(login));
  } else {
    ASSIGN_OR_RETURN(address.user, PercentDecoded(login.substr(0, colon)));
    ASSIGN_OR_RETURN(address.password, PercentDecoded(login.substr(colon + 1)));
  }
  return address.password.empty() ? Bad("a user without a password") : absl::OkStatus();
}

// "host", "host:port" or "[v6]:port".
absl::Status ReadHost(absl::string_view place, Address& address) {
  absl::string_view port;
  if (absl::ConsumePrefix(&place, "[")) {
    const size_t end = place.find(']');
    if (end == absl::string_view::npos) return Bad("missing ]");
    address.host = std::string(place.substr(0, end));
    port = place.substr(end + 1);
  } else {
    const size_t colon = place.find(':');
    address.host = std::string(place.substr(0, colon));
    if (colon != absl::string_view::npos) port = place.substr(colon);
  }
  if (address.host.empty()) return Bad("missing host");
  if (port.empty()) return absl::OkStatus();
  if (!absl::ConsumePrefix(&port, ":") || !absl::SimpleAtoi(port, &address.port) || address.port < 1 ||
      address.port > 65535) {
    return Bad("the port must be 1 to 65535");
  }
  return absl::OkStatus();
}

}  // namespace

std::string Address::Name() const { return absl::StrCat(host, ":", port, "/", database); }

absl::StatusOr<Address> ParseAddress(absl::string_view url) {
  if (absl::StartsWith(url, "rediss://")) return Bad("TLS needs a tunnel in front of Redis");
  if (!absl::ConsumePrefix(&url, "redis://")) return Bad("must begin with redis://");
  Address address;
  const size_t at = url.rfind('@');
  if (at != absl::string_view::npos) {
    RETURN_IF_ERROR(ReadLogin(url.substr(0, at), address));
    url.remove_prefix(at + 1);
  }
  const size_t slash = url.find('/');
  if (slash != absl::string_view::npos) {
    const absl::string_view database = url.substr(slash + 1);
    if (!database.empty() && (!absl::SimpleAtoi(database, &address.database) || address.database < 0)) {
      return Bad("the database must be a number");
    }
    url = url.substr(0, slash);
  }
  RETURN_IF_ERROR(ReadHost(url, address));
  return address;
}

}  // namespace lyceum::redis
