#include "services/lyceumctl/session_screen.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/lyceumctl/terminal.h"

namespace lyceum::ctl {
namespace {

constexpr char kEnter[] = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr char kLeave[] = "\x1b[0m\x1b[?25h\x1b[?1049l";
constexpr int kCrashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGHUP, SIGQUIT};

termios as_it_was;
std::atomic<bool> on = false;

void Put(const char* text, size_t length) {
  while (length > 0) {
    const ssize_t written = write(STDOUT_FILENO, text, length);
    if (written <= 0) return;
    text += written;
    length -= static_cast<size_t>(written);
  }
}

// May be called by a signal handler.
void Restore() {
  if (!on.exchange(false)) return;
  Put(kLeave, sizeof(kLeave) - 1);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
}

extern "C" void OnCrash(int signal) {
  Restore();
  raise(signal);  // the default action: SA_RESETHAND
}

winsize Size() {
  winsize size{};
  ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
  return size;
}

}  // namespace

Screen::Screen() {
  tcgetattr(STDIN_FILENO, &as_it_was);
  termios raw = as_it_was;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  raw.c_cc[VSUSP] = _POSIX_VDISABLE;  // a stopped process would leave its screen behind
  on = true;
  SetInterruptRestore(Restore);
  struct sigaction action {};
  action.sa_handler = OnCrash;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  sigemptyset(&action.sa_mask);
  for (const int signal : kCrashes) sigaction(signal, &action, nullptr);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  Put(kEnter, sizeof(kEnter) - 1);
}

Screen::~Screen() {
  Restore();
  SetInterruptRestore(nullptr);
  for (const int signal : kCrashes) std::signal(signal, SIG_DFL);
}

int Screen::width() const {
  const int columns = Size().ws_col;
  return columns > 0 ? columns : 80;
}

int Screen::height() const {
  const int rows = Size().ws_row;
  return rows > 0 ? rows : 24;
}

void Screen::Draw(const std::vector<std::string>& lines) {
  std::string picture = "\x1b[H";
  for (size_t i = 0; i < lines.size(); ++i) absl::StrAppend(&picture, i == 0 ? "" : "\r\n", lines[i], "\x1b[K");
  absl::StrAppend(&picture, "\x1b[J");
  if (picture == drawn_) return;
  Put(picture.data(), picture.size());
  drawn_ = std::move(picture);
}

}  // namespace lyceum::ctl
