// What a bearer token says about its bearer, read without checking it: the
// servers check; the client only needs to know whose names to write.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::ctl {

struct Claims {
  std::string tenant;  // "" if the token names none, "*" for all
  std::string user;    // "sub"
};

// INVALID_ARGUMENT if it does not look like a JWT.
absl::StatusOr<Claims> ReadClaims(absl::string_view token);

}  // namespace lyceum::ctl
