// The Redis servers of a deployment: independent of each other, each key
// belonging to one by rendezvous hashing. Losing one loses only its keys, and
// adding one moves only the keys that it takes over.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/redis/connection.h"

namespace lyceum::redis {

// The index of the name that owns `key`. Depends on nothing but the arguments,
// so that every process agrees; the order of `names` does not matter.
size_t Rendezvous(absl::Span<const std::string> names, absl::string_view key);

class Nodes {
 public:
  // One connection for each address (see ParseAddress), made in the background:
  // a server that is down is no error. INVALID_ARGUMENT for no address, a
  // malformed one, or one given twice.
  static absl::StatusOr<std::unique_ptr<Nodes>> Open(absl::Span<const std::string> urls,
                                                     ConnectionOptions options = {});

  // The server that owns `key`.
  Connection& For(absl::string_view key) { return *connections_[Rendezvous(names_, key)]; }

  size_t size() const { return connections_.size(); }
  Connection& node(size_t index) { return *connections_[index]; }
  size_t IndexFor(absl::string_view key) const { return Rendezvous(names_, key); }

  // Servers whose breaker is open now: a gauge for metrics.
  int unavailable() const;

 private:
  Nodes() = default;

  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace lyceum::redis
