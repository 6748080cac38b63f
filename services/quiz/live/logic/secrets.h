// PINs and resume tokens. Chance is an argument.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lyceum::quiz::live {

// 8 digits, the first not 0, from 64 random bits.
std::string MakePin(uint64_t random);

// INVALID_ARGUMENT (field pin) unless it is 8 digits.
absl::Status CheckPin(absl::string_view pin);

// In a time that does not depend on where they differ.
bool SameBytes(absl::string_view a, absl::string_view b);
// Names a text that answers an item: 32 hex digits. Nobody without the session's
// secret can tell which text it names, or find another with the same name.
std::string MakeResponseId(absl::string_view secret, int item, absl::string_view text);

// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string Hmac(absl::string_view secret, absl::string_view message);

// "{participant}.{proof}": proves to whoever knows the session's secret that the
// bearer joined as this participant.
std::string MakeResumeToken(absl::string_view secret, absl::string_view session, absl::string_view participant);

// The participant's id; "" if the token is not this session's.
std::string ReadResumeToken(absl::string_view secret, absl::string_view session, absl::string_view token);

}  // namespace lyceum::quiz::live
