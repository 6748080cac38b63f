#include "services/quiz/live/logic/gate.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "services/quiz/live/limits.h"
#include "services/quiz/live/logic/secrets.h"

namespace lyceum::quiz::live {
namespace {

static_assert(limits::kMaxSkew < limits::kJoinCodePeriod);

int64_t PeriodOf(absl::Time now) {
  return absl::ToUnixMicros(now) / absl::ToInt64Microseconds(limits::kJoinCodePeriod);
}

std::string CodeOf(absl::string_view secret, int64_t period) {
  const std::string bytes = Hmac(secret, absl::StrCat("join-code/", period));
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return absl::StrFormat("%04d", number % 10'000);
}

}  // namespace

JoinCode JoinCodeAt(absl::string_view secret, absl::Time now) {
  const int64_t period = PeriodOf(now);
  return {CodeOf(secret, period), absl::UnixEpoch() + (period + 1) * limits::kJoinCodePeriod};
}

absl::Status CheckJoinCode(absl::string_view secret, absl::string_view code, absl::Time now) {
  if (code.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "JOIN_CODE_REQUIRED",
                 "send the code that the host's screen shows now");
  }
  const int64_t period = PeriodOf(now);
  for (const int64_t near : {period, period - 1, period + 1}) {
    if (code == CodeOf(secret, near)) return absl::OkStatus();
  }
  return Error(absl::StatusCode::kPermissionDenied, "BAD_JOIN_CODE",
               "this is not the code that the host's screen shows now");
}

std::string MakeChallenge(absl::string_view secret, absl::string_view session, absl::string_view user) {
  return absl::WebSafeBase64Escape(Hmac(secret, absl::StrCat("proof-of-work/", session, "/", user)));
}

bool ProvesWork(absl::string_view challenge, absl::string_view proof, int bits) {
  const std::string hash = Sha256(absl::StrCat(challenge, proof));
  for (int bit = 0; bit < bits; ++bit) {
    if ((static_cast<unsigned char>(hash[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

absl::Status CheckProof(absl::string_view challenge, absl::string_view proof, int bits) {
  if (proof.size() > limits::kMaxProofBytes) {
    return InvalidField("proof_of_work", absl::StrCat("must be at most ", limits::kMaxProofBytes,
                                                      " bytes (kMaxProofBytes)"));
  }
  if (bits == 0) return absl::OkStatus();
  const std::vector<std::pair<std::string, std::string>> what = {{"challenge", std::string(challenge)},
                                                                 {"proof_of_work_bits", absl::StrCat(bits)}};
  if (proof.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "PROOF_REQUIRED",
                 "send a proof of work for the challenge in this error", what);
  }
  if (ProvesWork(challenge, proof, bits)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "BAD_PROOF",
               "the proof of work does not fit the challenge in this error", what);
}

std::string RosterName(const v1::SessionSettings& settings, absl::string_view user) {
  for (const v1::RosterEntry& entry : settings.roster()) {
    if (entry.user() == user) return entry.display_name();
  }
  return "";
}

}  // namespace lyceum::quiz::live
