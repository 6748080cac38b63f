#include "services/lyceumctl/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/lyceumctl/draw/progress.h"

namespace lyceum::ctl {
namespace {

constexpr int kInterruptedExit = 130;
constexpr size_t kMaxMessageBytes = 500;

// Two buffers, so that the signal never reads the one that is being written.
char messages[2][kMaxMessageBytes + 1];
std::atomic<int> current_message = 0;
std::atomic<bool> error_is_terminal = false;
std::atomic<void (*)()> interrupt_restore = nullptr;

void Put(const char* text) {
  // Nothing can be done about a failure here; the process is about to end.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

extern "C" void OnInterrupt(int) {
  if (void (*const restore)() = interrupt_restore) restore();
  Put(error_is_terminal ? "\r\x1b[K\x1b[0m" : "");
  const char* message = messages[current_message];
  if (*message != '\0') {
    Put(message);
    Put("\n");
  }
  _exit(kInterruptedExit);
}

bool WantsColor(bool no_color, bool terminal) {
  const char* term = std::getenv("TERM");
  const char* refused = std::getenv("NO_COLOR");
  return !no_color && terminal && (refused == nullptr || *refused == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

int TerminalWidth(int fd) {
  winsize size{};
  int columns = 0;
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::clamp<int>(size.ws_col, 20, 120);
  const char* named = std::getenv("COLUMNS");
  if (named == nullptr || !absl::SimpleAtoi(named, &columns)) columns = 80;
  return std::clamp(columns, 20, 120);
}

}  // namespace

bool InputIsTerminal() { return isatty(STDIN_FILENO) == 1; }
bool OutputIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool ErrorIsTerminal() { return isatty(STDERR_FILENO) == 1; }

int OutputWidth() { return TerminalWidth(STDOUT_FILENO); }

draw::Ink OutputInk(bool no_color) { return draw::Ink(WantsColor(no_color, OutputIsTerminal())); }
draw::Ink ErrorInk(bool no_color) { return draw::Ink(WantsColor(no_color, ErrorIsTerminal())); }

void InstallInterrupts() {
  error_is_terminal = ErrorIsTerminal();
  struct sigaction action {};
  action.sa_handler = OnInterrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void SetInterruptMessage(absl::string_view message) {
  const int next = 1 - current_message;
  const size_t length = std::min(message.size(), kMaxMessageBytes);
  std::memcpy(messages[next], message.data(), length);
  messages[next][length] = '\0';
  current_message = next;
}

void SetInterruptRestore(void (*restore)()) { interrupt_restore = restore; }

ProgressView::ProgressView(absl::string_view label, bool quiet)
    : label_(label), active_(!quiet && ErrorIsTerminal()), start_(absl::Now()) {}

void ProgressView::Show(int64_t done, int64_t total, absl::string_view message) {
  if (!active_) return;
  // One column stays free: a full line would wrap on some terminals.
  const int width = TerminalWidth(STDERR_FILENO) - 1;
  const std::string line = draw::ProgressLine(label_, done, total, absl::Now() - start_, message, width);
  std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressView::Clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace lyceum::ctl
