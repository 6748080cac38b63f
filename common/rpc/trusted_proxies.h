// Where a call comes from: the address of the connection, or, behind proxies
// that are trusted to say so, what they were told.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/ip.h"

namespace lyceum::rpc {

class TrustedProxies {
 public:
  // None: the connection's address counts, whatever a call says.
  TrustedProxies() = default;

  // Each an address or a range (IpRange). INVALID_ARGUMENT.
  static absl::StatusOr<TrustedProxies> Parse(const std::vector<std::string>& ranges);

  // The address (PlainIp) a call comes from, "" if it cannot be told. `peer` is
  // gRPC's, such as "ipv4:192.0.2.1:5678" or "ipv6:%5B2001:db8::1%5D:5678";
  // `forwarded` the header x-forwarded-for, addresses with commas between them.
  // Each proxy adds whom it was called by at its end; so the last one counts that
  // is no trusted proxy's, if the connection comes from one.
  std::string AddressOf(absl::string_view peer, absl::string_view forwarded) const;

 private:
  bool Trusted(absl::string_view ip) const;

  std::vector<IpRange> ranges_;
};

}  // namespace lyceum::rpc
