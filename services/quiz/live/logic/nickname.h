// Nicknames that a class can tell apart and a projector can show.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lyceum::quiz::live {

// INVALID_ARGUMENT (field `field`) unless `nickname`, in NFC, has 1 to
// limits::kMaxNicknameChars visible characters: no control, direction, invisible
// or unassigned ones, single plain spaces, none at the ends.
absl::Status CheckNickname(absl::string_view nickname, absl::string_view field);

// The same for nicknames that people take for one another: "Ivan", "lvan" and
// "IVAN", and letters of other scripts that look like Latin ones. Skeletons of
// Unicode TS 39, without case and spaces; i and l are one letter.
std::string NicknameFold(absl::string_view nickname);

}  // namespace lyceum::quiz::live
