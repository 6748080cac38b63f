// A failed call as a person reads it, as a script reads it, and as an exit
// code.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::ctl {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kDenied = 3;       // no token, a bad one, or not allowed
inline constexpr int kUnavailable = 4;  // no server, or no answer in time

// INVALID_ARGUMENT that is the command line's fault, not the server's answer.
absl::Status UsageError(absl::string_view message);

// Something failed and the command has already said what.
absl::Status AlreadyReported();

int ExitCode(const absl::Status& status);

// Code, message, and a line for each detail: fields and what is wrong with
// them, limits, conditions, the reason, when to try again. Safe to print; ends
// in "\n". "" for AlreadyReported.
std::string ErrorText(const absl::Status& status, const draw::Ink& ink);

// One line of JSON: google.rpc.Status with the code's name in "status".
std::string ErrorJson(const absl::Status& status);

}  // namespace lyceum::ctl
