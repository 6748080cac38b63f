// What level 2 holds under a key: a format version, the kind, a checksum over
// key and payload, the payload. Bytes that were cut short, altered, or belong
// to another key are recognized and count as a miss.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lyceum::redis {

enum class Sealed { kInvalid, kValue, kNegative };

std::string SealValue(absl::string_view key, absl::string_view value);

// Keeps code, message and payloads of `status`.
std::string SealNegative(absl::string_view key, const absl::Status& status);

struct Unsealed {
  Sealed kind = Sealed::kInvalid;
  absl::string_view value;  // points into the sealed bytes; kValue only
  absl::Status negative;    // kNegative only
};
Unsealed Unseal(absl::string_view key, absl::string_view sealed);

}  // namespace lyceum::redis
