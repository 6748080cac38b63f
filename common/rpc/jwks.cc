#include "common/rpc/jwks.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/rpc/http_get.h"
#include "nlohmann/json.hpp"

namespace lyceum::rpc {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxKeySetBytes = 256 << 10;
constexpr size_t kMaxKeys = 100;
constexpr absl::Duration kFilePeriod = absl::Seconds(1);
constexpr absl::Duration kUrlPeriod = absl::Minutes(5);
constexpr absl::Duration kUrlPause = absl::Seconds(10);
constexpr absl::Duration kUrlTimeout = absl::Seconds(5);

std::string TextOf(const Json& key, const char* name) {
  const auto found = key.find(name);
  return found != key.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string BytesOf(const Json& key, const char* name) {
  std::string bytes;
  absl::WebSafeBase64Unescape(TextOf(key, name), &bytes);
  return bytes;
}

absl::StatusOr<PublicKey> ParseKey(const Json& key) {
  if (!key.is_object()) return absl::InvalidArgumentError("not an object");
  if (const std::string use = TextOf(key, "use"); !use.empty() && use != "sig") {
    return absl::InvalidArgumentError("not for signatures");
  }
  const std::string type = TextOf(key, "kty"), curve = TextOf(key, "crv"), algorithm = TextOf(key, "alg");
  absl::StatusOr<PublicKey> parsed = absl::InvalidArgumentError("of a kind that is not used here");
  if (type == "RSA") parsed = RsaKey(BytesOf(key, "n"), BytesOf(key, "e"));
  if (type == "EC" && curve == "P-256") parsed = P256Key(BytesOf(key, "x"), BytesOf(key, "y"));
  if (type == "OKP" && curve == "Ed25519") parsed = Ed25519Key(BytesOf(key, "x"));
  if (!parsed.ok()) return parsed;
  if (!algorithm.empty() && algorithm != Name(parsed->algorithm)) {
    return absl::InvalidArgumentError("for an algorithm that is not used here");
  }
  parsed->kid = TextOf(key, "kid");
  return parsed;
}

}  // namespace

absl::StatusOr<KeySet> ParseKeySet(absl::string_view text) {
  const Json json = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("keys") || !json["keys"].is_array()) {
    return absl::InvalidArgumentError("not a JSON Web Key Set");
  }
  KeySet keys;
  for (const Json& one : json["keys"]) {
    if (keys.size() == kMaxKeys) break;
    absl::StatusOr<PublicKey> key = ParseKey(one);
    if (key.ok()) {
      keys.push_back(std::make_shared<const PublicKey>(*std::move(key)));
    } else {
      log::Debug("a key of the key set is passed over", {{"why", key.status().message()}});
    }
  }
  if (keys.empty()) return absl::InvalidArgumentError("the key set has no key for RS256, ES256 or EdDSA");
  return keys;
}

Jwks::Jwks(const std::string& location, Clock& clock)
    : location_(location),
      is_url_(absl::StartsWith(location, "http://") || absl::StartsWith(location, "https://")),
      clock_(clock) {}

absl::StatusOr<std::unique_ptr<Jwks>> Jwks::Open(const std::string& location, Clock& clock) {
  std::unique_ptr<Jwks> jwks(new Jwks(location, clock));
  if (const absl::Status read = jwks->Refresh(); !read.ok()) {
    if (!jwks->is_url_) return absl::InvalidArgumentError(absl::StrCat("keys of tokens: ", read.message()));
    log::Warning("no keys yet to check tokens with", {{"url", location}, {"error", read.message()}});
  }
  jwks->watcher_ = std::thread([raw = jwks.get()] { raw->Watch(); });
  return jwks;
}

Jwks::~Jwks() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (watcher_.joinable()) watcher_.join();
}

void Jwks::Watch() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), is_url_ ? kUrlPeriod : kFilePeriod)) return;
    }
    if (const absl::Status read = Refresh(); !read.ok()) {
      log::Warning("cannot read the keys of tokens; the old ones stay", {{"error", read.message()}});
    }
  }
}

absl::StatusOr<std::string> Jwks::Read() {
  if (is_url_) return HttpGet(location_, kUrlTimeout, kMaxKeySetBytes);
  std::ifstream file(location_, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", location_));
  std::string text(kMaxKeySetBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(file.gcount());
  if (text.size() > kMaxKeySetBytes) {
    return absl::InvalidArgumentError(absl::StrCat(location_, " is longer than ", kMaxKeySetBytes, " bytes"));
  }
  return text;
}

absl::Status Jwks::Refresh() {
  absl::MutexLock reading(&reading_);
  last_read_ = clock_.Now();
  ASSIGN_OR_RETURN(std::string text, Read());
  {
    absl::MutexLock lock(&mutex_);
    if (text == text_) return absl::OkStatus();
  }
  absl::StatusOr<KeySet> keys = ParseKeySet(text);
  if (!keys.ok()) return absl::InvalidArgumentError(absl::StrCat(location_, ": ", keys.status().message()));
  absl::MutexLock lock(&mutex_);
  keys_ = *std::move(keys);
  text_ = std::move(text);
  generation_.fetch_add(1, std::memory_order_acq_rel);
  return absl::OkStatus();
}

std::shared_ptr<const PublicKey> Jwks::Known(absl::string_view kid) const {
  absl::MutexLock lock(&mutex_);
  if (kid.empty()) return keys_.size() == 1 ? keys_.front() : nullptr;
  for (const auto& key : keys_) {
    if (key->kid == kid) return key;
  }
  return nullptr;
}

std::shared_ptr<const PublicKey> Jwks::Find(absl::string_view kid) {
  if (auto key = Known(kid); key != nullptr) return key;
  if (is_url_) {
    absl::MutexLock reading(&reading_);
    if (clock_.Now() < last_read_ + kUrlPause) return Known(kid);
  }
  if (const absl::Status read = Refresh(); !read.ok()) {
    log::Warning("cannot read the keys of tokens", {{"error", read.message()}});
  }
  return Known(kid);
}

}  // namespace lyceum::rpc
