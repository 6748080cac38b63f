// What standard input, output and error are connected to, and the one line
// that is drawn over and over while work goes on.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::ctl {

bool InputIsTerminal();
bool OutputIsTerminal();
bool ErrorIsTerminal();

// Columns of the terminal; of $COLUMNS if set; else 80. At least 20, and at
// most 120 for text that is read.
int OutputWidth();

// Colour is for terminals, and for nobody who set NO_COLOR or TERM=dumb.
draw::Ink OutputInk(bool no_color);
draw::Ink ErrorInk(bool no_color);

// Makes Ctrl-C and SIGTERM clear the progress line, switch colour off, print
// `message` (see below) and end with exit code 130.
void InstallInterrupts();

// What a user who interrupts now should know, such as how to go on; "" for
// nothing. At most 500 bytes of it are kept.
void SetInterruptMessage(absl::string_view message);

// Has `restore` run first when the process is interrupted; null for nothing. It
// may do only what a signal handler may.
void SetInterruptRestore(void (*restore)());

// A progress line on standard error; draws nothing unless that is a terminal.
class ProgressView {
 public:
  ProgressView(absl::string_view label, bool quiet);
  ~ProgressView() { Clear(); }
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  void Show(int64_t done, int64_t total, absl::string_view message);
  void Clear();

 private:
  const std::string label_;
  const bool active_;
  const absl::Time start_;
  bool drawn_ = false;
};

}  // namespace lyceum::ctl
