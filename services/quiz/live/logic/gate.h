// What a session may ask of those who want in: a code from the host's screen,
// and work that is little for one person and much for a flood of programs. Time
// and secrets are arguments.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lyceum/quiz/v1/session.pb.h"

namespace lyceum::quiz::live {

struct JoinCode {
  std::string code;  // 4 digits
  absl::Time until;  // then another one is shown
};

// The code of limits::kJoinCodePeriod around `now`: an HMAC with the session's
// secret, so every replica shows the same one.
JoinCode JoinCodeAt(absl::string_view secret, absl::Time now);

// FAILED_PRECONDITION (JOIN_CODE_REQUIRED) if `code` is empty; PERMISSION_DENIED
// (BAD_JOIN_CODE) unless it is the code of now, or of the period before or after:
// people take time to type, and the clocks of replicas differ (limits::kMaxSkew).
absl::Status CheckJoinCode(absl::string_view secret, absl::string_view code, absl::Time now);

// What this user's proof of work begins with; nobody can work for it before.
std::string MakeChallenge(absl::string_view secret, absl::string_view session, absl::string_view user);

// True if SHA-256(challenge, proof) begins with `bits` zero bits, highest first.
bool ProvesWork(absl::string_view challenge, absl::string_view proof, int bits);

// INVALID_ARGUMENT if `proof` is too long; FAILED_PRECONDITION (PROOF_REQUIRED)
// if it is empty, PERMISSION_DENIED (BAD_PROOF) if it proves nothing, both with
// challenge and bits in the error. OK if `bits` is 0.
absl::Status CheckProof(absl::string_view challenge, absl::string_view proof, int bits);

// The name the roster gives the user, "" if it is not on it; `user` is
// tenants/{tenant}/users/{user}.
std::string RosterName(const v1::SessionSettings& settings, absl::string_view user);

}  // namespace lyceum::quiz::live
