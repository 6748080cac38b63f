#include "services/quiz/live/logic/secrets.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/hash.h"
#include "services/quiz/live/limits.h"

namespace lyceum::quiz::live {
namespace {

constexpr size_t kBlock = 64;  // of SHA-256

}  // namespace

bool SameBytes(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

std::string MakePin(uint64_t random) { return absl::StrCat(10'000'000 + random % 90'000'000); }

absl::Status CheckPin(absl::string_view pin) {
  bool digits = pin.size() == limits::kPinDigits;
  for (const char c : pin) digits = digits && absl::ascii_isdigit(static_cast<unsigned char>(c));
  return digits ? absl::OkStatus() : InvalidField("pin", "must be 8 digits (kPinDigits)");
}

std::string Hmac(absl::string_view secret, absl::string_view message) {
  std::string key(secret.size() > kBlock ? Sha256(secret) : std::string(secret));
  key.resize(kBlock, '\0');
  std::string inner = key, outer = key;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return Sha256(absl::StrCat(outer, Sha256(absl::StrCat(inner, message))));
}

std::string MakeResponseId(absl::string_view secret, int item, absl::string_view text) {
  return absl::BytesToHexString(Hmac(secret, absl::StrCat("response ", item, " ", text)).substr(0, 16));
}

std::string MakeResumeToken(absl::string_view secret, absl::string_view session, absl::string_view participant) {
  const std::string proof = Hmac(secret, absl::StrCat(session, "/", participant));
  return absl::StrCat(participant, ".", absl::WebSafeBase64Escape(proof));
}

std::string ReadResumeToken(absl::string_view secret, absl::string_view session, absl::string_view token) {
  const absl::string_view participant = token.substr(0, token.find('.'));
  if (participant.size() == token.size()) return "";
  return SameBytes(token, MakeResumeToken(secret, session, participant)) ? std::string(participant) : "";
}

}  // namespace lyceum::quiz::live
