#include "common/rpc/authenticator.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/limits.h"

namespace lyceum::rpc {

// The end of a token is the end of its signature, which is as good as random.
Authenticator::Shard& Authenticator::ShardOf(absl::string_view token) const {
  const size_t size = token.size();
  const unsigned char a = size > 4 ? token[size - 3] : 0, b = size > 4 ? token[size - 4] : 0;
  return shards_[(a * 31u + b) % kShards];
}

std::shared_ptr<const Identity> Authenticator::Remembered(absl::string_view token) const {
  const Shard& shard = ShardOf(token);
  std::shared_ptr<const Identity> identity;
  {
    absl::ReaderMutexLock lock(&shard.mutex);
    const auto found = shard.entries.find(token);
    if (found == shard.entries.end() || found->second.generation != jwks_.generation()) return nullptr;
    identity = found->second.identity;
  }
  return clock_.Now() < identity->expires ? identity : nullptr;
}

absl::StatusOr<std::shared_ptr<const Identity>> Authenticator::Authenticate(absl::string_view token) {
  if (token.empty()) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "send a token: the header \"authorization\" with \"Bearer\" and the token");
  }
  if (auto identity = Remembered(token); identity != nullptr) return identity;
  const absl::Time now = clock_.Now();
  // Read before the keys are: if they change meanwhile, the entry is stale at once.
  const uint64_t generation = jwks_.generation();
  absl::StatusOr<Identity> verified =
      VerifyToken(token, rules_, now, [this](absl::string_view kid) { return jwks_.Find(kid); });
  if (!verified.ok()) return verified.status();
  auto identity = std::make_shared<const Identity>(*std::move(verified));
  Remember(identity, generation, now);
  return identity;
}

void Authenticator::Remember(std::shared_ptr<const Identity> identity, uint64_t generation, absl::Time now) {
  constexpr size_t kMaxEntries = limits::kMaxCachedTokens / kShards;
  Shard& shard = ShardOf(identity->caller.bearer);
  const std::string& token = identity->caller.bearer;
  absl::MutexLock lock(&shard.mutex);
  if (shard.entries.size() >= kMaxEntries) {
    absl::erase_if(shard.entries, [&](const auto& entry) {
      return entry.second.identity->expires <= now || entry.second.generation != generation;
    });
    // All of them good: any may go, it is only verified again.
    if (shard.entries.size() >= kMaxEntries) shard.entries.erase(shard.entries.begin());
  }
  shard.entries.insert_or_assign(token, Entry{identity, generation});
}

absl::string_view BearerToken(absl::string_view authorization) {
  constexpr absl::string_view kScheme = "bearer ";
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return "";
  return absl::StripAsciiWhitespace(authorization.substr(kScheme.size()));
}

}  // namespace lyceum::rpc
