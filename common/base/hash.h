// Digests and text-safe bytes, by OpenSSL and abseil.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum {

// 32 bytes.
std::string Sha256(absl::string_view data);

// The first 16 hex digits of SHA-256: an etag or a fingerprint for people.
std::string ShortHash(absl::string_view data);

}  // namespace lyceum
