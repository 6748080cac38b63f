#include "common/rpc/acceptor.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"

namespace lyceum::rpc {
namespace {

constexpr int kBacklog = 1024;
// How long to wait for descriptors to be closed before trying again.
constexpr int kFullPauseMs = 50;

absl::Status Failed(absl::string_view what, const std::string& address) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", address, ": ", std::strerror(errno)));
}

int PortOf(int fd) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<sockaddr_in6*>(&address)->sin6_port)
                                       : ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

int ListenOn(const addrinfo& where) {
  const int fd = socket(where.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, where.ai_protocol);
  if (fd < 0) return -1;
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (bind(fd, where.ai_addr, where.ai_addrlen) == 0 && listen(fd, kBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

}  // namespace

bool SplitAddress(const std::string& address, std::string& host, std::string& port) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) return false;
  host = address.substr(0, colon);
  port = address.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return true;
}

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(const std::string& address) {
  std::string host, port;
  if (!SplitAddress(address, host, port)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", address, "\" is no address such as 127.0.0.1:50051"));
  }
  addrinfo hints = {};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints, &found); error != 0) {
    return absl::UnavailableError(absl::StrCat("cannot find ", address, ": ", gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  int listener = -1;
  for (const addrinfo* where = found; where != nullptr && listener < 0; where = where->ai_next) {
    listener = ListenOn(*where);
  }
  if (listener < 0) return Failed("listen on", address);
  const int wake = eventfd(0, EFD_CLOEXEC);
  if (wake < 0) {
    close(listener);
    return Failed("make an eventfd for", address);
  }
  return std::unique_ptr<Acceptor>(new Acceptor(listener, wake, PortOf(listener)));
}

Acceptor::~Acceptor() {
  Stop();
  close(wake_);
}

void Acceptor::Run(std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> server, Connections& connections) {
  server_ = std::move(server);
  connections_ = &connections;
  thread_ = std::thread([this] { Loop(); });
}

void Acceptor::Stop() {
  const uint64_t one = 1;
  if (write(wake_, &one, sizeof(one)) < 0) log::Error("cannot wake the accepting thread");
  if (thread_.joinable()) thread_.join();
  if (listener_ >= 0) close(listener_);
  listener_ = -1;
}

void Acceptor::Loop() {
  bool full = false;
  for (;;) {
    // While full, only the wake-up is waited for: the listener would be readable
    // all the time.
    pollfd fds[] = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    poll(fds, full ? 1 : 2, full ? kFullPauseMs : -1);
    if (fds[0].revents != 0) return;
    full = !AcceptOne();
  }
}

// False if there is no room for a connection right now.
bool Acceptor::AcceptOne() {
  for (;;) {
    sockaddr_storage other_end = {};
    socklen_t size = sizeof(other_end);
    const int fd =
        accept4(listener_, reinterpret_cast<sockaddr*>(&other_end), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      // Anything else (ECONNABORTED, EPROTO, ...) is the end of one connection only.
      return errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    connections_->Add(fd, other_end);
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.listener_fd = listener_;
    connection.fd = fd;
    server_->HandleNewConnection(&connection);
  }
}

}  // namespace lyceum::rpc
