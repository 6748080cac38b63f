#include "tests/support/redis_server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace lyceum::testing {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

// True if a PING gets any answer (PONG, or that a password is needed).
bool Answers(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  bool answers = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  char first = 0;
  answers = answers && send(fd, "PING\r\n", 6, MSG_NOSIGNAL) == 6 && recv(fd, &first, 1, 0) == 1;
  answers = answers && (first == '+' || first == '-');
  close(fd);
  return answers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RedisServer>> RedisServer::Start(absl::string_view password) {
  std::unique_ptr<RedisServer> server(new RedisServer);
  server->password_ = std::string(password);
  absl::Status status;
  for (int attempt = 0; attempt < 3; ++attempt) {  // somebody may take the port before we do
    server->port_ = FreePort();
    status = server->Run();
    if (status.ok()) return server;
    server->Kill();
  }
  return status;
}

RedisServer::~RedisServer() { Kill(); }

std::string RedisServer::url() const {
  return absl::StrCat("redis://", password_.empty() ? "" : absl::StrCat(":", password_, "@"), "127.0.0.1:", port_);
}

absl::Status RedisServer::Run() {
  std::vector<std::string> words = {"redis-server", "--bind", "127.0.0.1", "--port", absl::StrCat(port_),
                                    "--save", "", "--appendonly", "no", "--logfile", "/dev/null", "--dir", "/tmp"};
  if (!password_.empty()) words.insert(words.end(), {"--requirepass", password_});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(argv[0], argv.data());
    _exit(127);
  }
  if (pid_ < 0) return absl::InternalError("fork failed");
  return AwaitAnswer();
}

absl::Status RedisServer::AwaitAnswer() {
  for (int i = 0; i < 1000; ++i) {
    if (Answers(port_)) return absl::OkStatus();
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return absl::UnavailableError("redis-server ended at once: is the package redis-server installed?");
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
  return absl::UnavailableError("redis-server does not answer");
}

void RedisServer::Pause() const { kill(pid_, SIGSTOP); }
void RedisServer::Resume() const { kill(pid_, SIGCONT); }

void RedisServer::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

absl::Status RedisServer::Restart() { return Run(); }

}  // namespace lyceum::testing
