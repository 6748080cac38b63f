// Tells who a bearer token belongs to. A token once verified is remembered
// until it expires or the keys change: an Ed25519 check costs as much as five
// whole calls.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "common/base/clock.h"
#include "common/rpc/jwks.h"
#include "common/rpc/jwt.h"

namespace lyceum::rpc {

class Authenticator {
 public:
  Authenticator(Jwks& jwks, TokenRules rules, Clock& clock) : jwks_(jwks), rules_(std::move(rules)), clock_(clock) {}

  // The token's identity if it was verified before, still holds and is
  // remembered; else null. Does not block.
  std::shared_ptr<const Identity> Remembered(absl::string_view token) const;

  // Remembered, or verified now. UNAUTHENTICATED with the reason TOKEN_MISSING
  // (for ""), TOKEN_INVALID or TOKEN_EXPIRED. May block to fetch keys.
  absl::StatusOr<std::shared_ptr<const Identity>> Authenticate(absl::string_view token);

 private:
  struct Entry {
    std::shared_ptr<const Identity> identity;
    uint64_t generation;
  };
  // The whole token is the key of the map and compared as such; the map's hash
  // is seeded per process.
  struct alignas(64) Shard {
    mutable absl::Mutex mutex;
    absl::flat_hash_map<std::string, Entry> entries ABSL_GUARDED_BY(mutex);
  };
  static constexpr size_t kShards = 16;

  Shard& ShardOf(absl::string_view token) const;
  void Remember(std::shared_ptr<const Identity> identity, uint64_t generation, absl::Time now);

  Jwks& jwks_;
  const TokenRules rules_;
  Clock& clock_;
  mutable std::array<Shard, kShards> shards_;
};

// The token of an authorization header, "" if it holds none.
absl::string_view BearerToken(absl::string_view authorization);

}  // namespace lyceum::rpc
