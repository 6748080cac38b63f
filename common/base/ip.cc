#include "common/base/ip.h"

#include <arpa/inet.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace lyceum {
namespace {

constexpr size_t kIp6Bytes = 16;
// What an IPv4 address begins with among IPv6 addresses (RFC 4291, 2.5.5.2).
constexpr absl::string_view kIp4Prefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
constexpr int kSubscriberBytes = 8;

// 16 bytes; "" if it is no address.
std::string Bytes(absl::string_view text) {
  const std::string copy(text);
  std::string bytes(kIp6Bytes, '\0');
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  bytes = std::string(kIp4Prefix) + std::string(4, '\0');
  return inet_pton(AF_INET, copy.c_str(), bytes.data() + kIp4Prefix.size()) == 1 ? bytes : "";
}

bool IsIp4(absl::string_view bytes) { return absl::StartsWith(bytes, kIp4Prefix); }

std::string Text(absl::string_view bytes) {
  char text[INET6_ADDRSTRLEN];
  const bool short_form = IsIp4(bytes);
  if (short_form) bytes.remove_prefix(kIp4Prefix.size());
  return inet_ntop(short_form ? AF_INET : AF_INET6, bytes.data(), text, sizeof(text));
}

}  // namespace

std::string PlainIp(absl::string_view text) {
  const std::string bytes = Bytes(text);
  return bytes.empty() ? "" : Text(bytes);
}

std::string SubscriberOf(absl::string_view ip) {
  std::string bytes = Bytes(ip);
  if (bytes.empty()) return std::string(ip);
  if (IsIp4(bytes)) return Text(bytes);
  bytes.resize(kSubscriberBytes);
  bytes.resize(kIp6Bytes, '\0');
  return absl::StrCat(Text(bytes), "/64");
}

absl::StatusOr<IpRange> IpRange::Parse(absl::string_view text) {
  const size_t slash = text.find('/');
  IpRange range;
  range.bytes_ = Bytes(text.substr(0, slash));
  const int offset = IsIp4(range.bytes_) ? 8 * static_cast<int>(kIp4Prefix.size()) : 0;
  const int most = 8 * static_cast<int>(kIp6Bytes) - offset;
  int bits = most;
  const bool readable = slash == absl::string_view::npos || absl::SimpleAtoi(text.substr(slash + 1), &bits);
  if (range.bytes_.empty() || !readable || bits < 0 || bits > most) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is no IP address and no range such as 10.0.0.0/8 or fd00::/8"));
  }
  range.bits_ = offset + bits;
  return range;
}

bool IpRange::Contains(absl::string_view ip) const {
  const std::string bytes = Bytes(ip);
  if (bytes.empty()) return false;
  for (int bit = 0; bit < bits_; ++bit) {
    const int differing = static_cast<unsigned char>(bytes[bit / 8] ^ bytes_[bit / 8]);
    if ((differing >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace lyceum
