#include "common/redis/nodes.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace lyceum::redis {
namespace {

// FNV-1a, then the finalizer of MurmurHash3: FNV alone spreads short, similar
// names badly, and the finalizer is a bijection that makes every bit count.
uint64_t Mixed(uint64_t h) {
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdULL;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53ULL;
  return h ^ (h >> 33);
}

uint64_t StableHash(absl::string_view text) {
  uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Mixed(h);
}

}  // namespace

size_t Rendezvous(absl::Span<const std::string> names, absl::string_view key) {
  if (names.size() == 1) return 0;
  const uint64_t key_hash = StableHash(key);
  size_t best = 0;
  uint64_t best_score = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    const uint64_t score = Mixed(key_hash ^ StableHash(names[i]));
    if (score > best_score || (score == best_score && names[i] < names[best])) {
      best = i;
      best_score = score;
    }
  }
  return best;
}

absl::StatusOr<std::unique_ptr<Nodes>> Nodes::Open(absl::Span<const std::string> urls, ConnectionOptions options) {
  if (urls.empty()) return absl::InvalidArgumentError("Redis: no address");
  std::vector<Address> addresses;
  std::unique_ptr<Nodes> nodes(new Nodes);
  for (const std::string& url : urls) {
    ASSIGN_OR_RETURN(Address address, ParseAddress(url));
    if (std::find(nodes->names_.begin(), nodes->names_.end(), address.Name()) != nodes->names_.end()) {
      return absl::InvalidArgumentError(absl::StrCat("Redis: ", address.Name(), " is given twice"));
    }
    nodes->names_.push_back(address.Name());
    addresses.push_back(std::move(address));
  }
  for (Address& address : addresses) {
    nodes->connections_.push_back(std::make_unique<Connection>(std::move(address), options));
  }
  return nodes;
}

int Nodes::unavailable() const {
  return static_cast<int>(std::count_if(connections_.begin(), connections_.end(),
                                        [](const auto& connection) { return !connection->available(); }));
}

}  // namespace lyceum::redis
