// The connections a server has accepted, by the address at their other end: what
// the kernel knows of the one that a call came by.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace lyceum::rpc {

// The descriptors are gRPC's, which closes them without a word, and the process
// may have another file under the same number at once. So each is asked for its
// other end before and after it is asked for anything else: one that has changed
// hands is not believed, and forgotten. There are never more entries than numbers
// that have been accepted, so the limit of descriptors bounds them.
class Connections {
 public:
  // `fd` has been accepted from `other_end`. Call it before anything is read from
  // there. Addresses that are not of IP are left out.
  void Add(int fd, const sockaddr_storage& other_end);

  // The least round trip of the connection that the kernel has measured (on Linux,
  // within the last five minutes: sysctl tcp_min_rtt_wlen), from its own segments
  // and their acknowledgements. `peer` is what grpc::ServerContext::peer() says.
  // nullopt if the connection is gone, not one of these, or not measured yet.
  std::optional<absl::Duration> RoundTrip(absl::string_view peer);

  // For tests: how many are remembered.
  size_t size() const;

 private:
  using End = std::string;  // 16 bytes of address, IPv4 mapped, and 2 of the port

  static std::optional<End> EndOf(const sockaddr_storage& address);
  static std::optional<End> ParsePeer(absl::string_view peer);
  static bool LeadsTo(int fd, const End& end);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<int, End> end_of_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<End, int> fd_of_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lyceum::rpc
