// IP addresses as text, and ranges of them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum {

// "192.0.2.1" or "2001:db8::1" in its one usual form; an IPv4 address written as
// an IPv6 one (::ffff:192.0.2.1) as IPv4. "" if it is no address.
std::string PlainIp(absl::string_view text);

// What one subscriber has: an IPv4 address itself, of an IPv6 address the first
// 64 bits ("2001:db8:0:1::/64"), for the rest is the subscriber's to choose.
// Anything else is given back.
std::string SubscriberOf(absl::string_view ip);

class IpRange {
 public:
  // "10.0.0.0/8", "fd00::/8" or one address. INVALID_ARGUMENT.
  static absl::StatusOr<IpRange> Parse(absl::string_view text);

  // `ip` in any form; false if it is no address.
  bool Contains(absl::string_view ip) const;

 private:
  std::string bytes_;  // 16
  int bits_ = 0;       // as many of them must be the same
};

}  // namespace lyceum
