// The whole terminal, for as long as this lives: the alternate screen, without
// cursor, and keys as they are pressed. The terminal is as it was again however
// the process ends: by the destructor, by Ctrl-C and SIGTERM (terminal.h), and by
// the signals of a crash; only SIGKILL leaves no time.
#pragma once

#include <string>
#include <vector>

namespace lyceum::ctl {

class Screen {
 public:
  // Standard input and output must be terminals; one screen at a time.
  Screen();
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // As the terminal is now; 80 and 24 where it does not say.
  int width() const;
  int height() const;

  // Shows these lines from the top, and nothing else. Does nothing if they are
  // what is there already.
  void Draw(const std::vector<std::string>& lines);

 private:
  std::string drawn_;
};

}  // namespace lyceum::ctl
