// Who calls, as a method sees it: already authenticated and authorized.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lyceum/api/v1/access.pb.h"

namespace lyceum {

// A set of lyceum.api.v1.Role.
class Roles {
 public:
  void Add(api::v1::Role role) { bits_ |= 1u << role; }
  bool Has(api::v1::Role role) const { return (bits_ >> role & 1u) != 0; }
  bool Intersects(Roles other) const { return (bits_ & other.bits_) != 0; }
  bool empty() const { return bits_ == 0; }

 private:
  uint32_t bits_ = 0;
};

// The connection that a call came by: of the caller, or of the last proxy before
// this server.
class Connection {
 public:
  virtual ~Connection() = default;
  // The least round trip the server itself has measured on it; nullopt if unknown.
  // Costs a few system calls.
  virtual std::optional<absl::Duration> RoundTrip() const = 0;
};

struct Caller {
  // The tenant of the call. For a service that acts for every tenant it is the
  // tenant of the first resource name in the request.
  std::string tenant;
  std::string user;
  Roles roles;
  // When the caller stops waiting; InfiniteFuture if it gave no deadline.
  absl::Time deadline = absl::InfiniteFuture();
  // How long the call had waited for a worker when its method began.
  absl::Duration queued;
  // W3C trace context of this call, to send on to other services.
  std::string traceparent;
  // The IP address the call comes from, without port; "" if it cannot be told, and
  // for inline methods (rpc::Methods::Inline).
  std::string address;
  // The bearer token as received, to act on the caller's behalf elsewhere.
  std::string bearer;
  // Only while the method runs; null for streams, and where there is none.
  const Connection* connection = nullptr;

  bool Is(api::v1::Role role) const { return roles.Has(role) || roles.Has(api::v1::ROLE_ADMIN); }
};

}  // namespace lyceum
