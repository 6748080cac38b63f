#include "common/rpc/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "absl/synchronization/mutex.h"
#include "common/base/log.h"

namespace lyceum::rpc {
namespace {

// A pipe: the signal handler writes, WaitForSignal reads.
int pipe_ends[2] = {-1, -1};

void OnSignal(int) {
  const int error = errno;
  const char byte = 1;
  // The pipe never fills: the second signal meets the default action.
  [[maybe_unused]] const ssize_t written = write(pipe_ends[1], &byte, 1);
  errno = error;
}

void ListenToSignals() {
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return log::Error("cannot make a pipe for signals");
  struct sigaction action = {};
  action.sa_handler = &OnSignal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

void RaiseFileLimit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log::Warning("cannot raise the limit of open files");
}

}  // namespace

void PrepareProcess() {
  static const bool prepared = [] {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file at its size limit is an error of the write, not the end
    ListenToSignals();
    RaiseFileLimit();
#ifdef NDEBUG
    // Debian's Abseil looks for deadlocks at every lock: good for tests, dear in service.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
    return true;
  }();
  (void)prepared;
}

void WaitForSignal() {
  PrepareProcess();
  char byte;
  while (read(pipe_ends[0], &byte, 1) < 0 && errno == EINTR) {
  }
}

}  // namespace lyceum::rpc
