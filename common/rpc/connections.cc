#include "common/rpc/connections.h"

#include <arpa/inet.h>
#include <linux/tcp.h>  // glibc's own header does not know tcpi_min_rtt
#include <netinet/in.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"

namespace lyceum::rpc {
namespace {

std::string Pack(const in6_addr& address, uint16_t port) {
  std::string end(reinterpret_cast<const char*>(&address), sizeof(address));
  end.push_back(static_cast<char>(port >> 8));
  end.push_back(static_cast<char>(port & 0xff));
  return end;
}

in6_addr Mapped(const in_addr& address) {
  in6_addr mapped = {};
  mapped.s6_addr[10] = mapped.s6_addr[11] = 0xff;
  std::memcpy(mapped.s6_addr + 12, &address, sizeof(address));
  return mapped;
}

std::optional<absl::Duration> MinRoundTrip(int fd) {
  tcp_info info = {};
  socklen_t size = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  if (size < offsetof(tcp_info, tcpi_min_rtt) + sizeof(info.tcpi_min_rtt)) return std::nullopt;
  if (info.tcpi_min_rtt == std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return absl::Microseconds(info.tcpi_min_rtt);
}

}  // namespace

std::optional<Connections::End> Connections::EndOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return Pack(Mapped(v4.sin_addr), ntohs(v4.sin_port));
  }
  if (address.ss_family != AF_INET6) return std::nullopt;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  return Pack(v6.sin6_addr, ntohs(v6.sin6_port));
}

// "ipv4:127.0.0.1:4711", "ipv6:%5B::1%5D:4711", with a scope "%5Bfe80::1%25eth0%5D".
std::optional<Connections::End> Connections::ParsePeer(absl::string_view peer) {
  const bool v6 = absl::StartsWith(peer, "ipv6:");
  if (!v6 && !absl::StartsWith(peer, "ipv4:")) return std::nullopt;
  const size_t colon = peer.rfind(':');
  uint32_t port = 0;
  if (!absl::SimpleAtoi(peer.substr(colon + 1), &port) || port > std::numeric_limits<uint16_t>::max() || colon < 5) {
    return std::nullopt;
  }
  std::string host = absl::StrReplaceAll(peer.substr(5, colon - 5),
                                         {{"%5B", ""}, {"%5D", ""}, {"[", ""}, {"]", ""}, {"%25", "%"}});
  host = host.substr(0, host.find('%'));
  in6_addr address = {};
  in_addr v4_address = {};
  if (inet_pton(v6 ? AF_INET6 : AF_INET, host.c_str(), v6 ? static_cast<void*>(&address) : &v4_address) != 1) {
    return std::nullopt;
  }
  return Pack(v6 ? address : Mapped(v4_address), static_cast<uint16_t>(port));
}

bool Connections::LeadsTo(int fd, const End& end) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  return getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 && EndOf(address) == end;
}

void Connections::Add(int fd, const sockaddr_storage& other_end) {
  const std::optional<End> end = EndOf(other_end);
  absl::MutexLock lock(&mutex_);
  const auto before = end_of_.find(fd);
  if (before != end_of_.end()) {
    const auto stale = fd_of_.find(before->second);
    if (stale != fd_of_.end() && stale->second == fd) fd_of_.erase(stale);
    end_of_.erase(before);
  }
  if (!end) return;
  end_of_[fd] = *end;
  fd_of_[*end] = fd;
}

std::optional<absl::Duration> Connections::RoundTrip(absl::string_view peer) {
  const std::optional<End> end = ParsePeer(peer);
  if (!end) return std::nullopt;
  int fd = -1;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = fd_of_.find(*end);
    if (found == fd_of_.end()) return std::nullopt;
    fd = found->second;
  }
  if (LeadsTo(fd, *end)) {
    const std::optional<absl::Duration> measured = MinRoundTrip(fd);
    if (LeadsTo(fd, *end)) return measured;
  }
  absl::MutexLock lock(&mutex_);
  const auto found = fd_of_.find(*end);
  if (found != fd_of_.end() && found->second == fd) {
    fd_of_.erase(found);
    end_of_.erase(fd);
  }
  return std::nullopt;
}

size_t Connections::size() const {
  absl::MutexLock lock(&mutex_);
  return fd_of_.size();
}

}  // namespace lyceum::rpc
