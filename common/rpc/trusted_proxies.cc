#include "common/rpc/trusted_proxies.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"

namespace lyceum::rpc {
namespace {

// The connection's address without scheme and port.
std::string AddressOfPeer(absl::string_view peer) {
  if (!absl::ConsumePrefix(&peer, "ipv4:") && !absl::ConsumePrefix(&peer, "ipv6:")) return "";
  std::string host = absl::StrReplaceAll(peer.substr(0, peer.rfind(':')), {{"%5B", "["}, {"%5D", "]"}});
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return PlainIp(host);
}

}  // namespace

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(const std::vector<std::string>& ranges) {
  TrustedProxies proxies;
  for (const std::string& text : ranges) {
    ASSIGN_OR_RETURN(IpRange range, IpRange::Parse(text));
    proxies.ranges_.push_back(std::move(range));
  }
  return proxies;
}

bool TrustedProxies::Trusted(absl::string_view ip) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const IpRange& range) { return range.Contains(ip); });
}

std::string TrustedProxies::AddressOf(absl::string_view peer, absl::string_view forwarded) const {
  std::string address = AddressOfPeer(peer);
  while (!forwarded.empty() && Trusted(address)) {
    const size_t comma = forwarded.rfind(',');
    const size_t begin = comma == absl::string_view::npos ? 0 : comma + 1;
    std::string before = PlainIp(absl::StripAsciiWhitespace(forwarded.substr(begin)));
    if (before.empty()) break;  // not an address: what is before it cannot be believed either
    address = std::move(before);
    forwarded = forwarded.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return address;
}

}  // namespace lyceum::rpc
