// Settings of a program: each is a flag (--drain-wait-ms) and an environment
// variable (LYCEUM_DRAIN_WAIT_MS); the flag wins. A setting nobody declared is
// refused, so a misspelt one cannot go unnoticed.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum {

class Config {
 public:
  // `meaning` says in a sentence what the program is.
  Config(absl::string_view program, absl::string_view meaning);
  ~Config();

  // Each declares one setting. The variable's value is its default; it must
  // outlive Parse. `name` is without dashes in front: "listen".
  Config& Text(absl::string_view name, std::string& value, absl::string_view meaning);
  // May be given several times; in the environment separated by commas.
  Config& Texts(absl::string_view name, std::vector<std::string>& values, absl::string_view meaning);
  // Refused outside of lowest..highest.
  Config& Number(absl::string_view name, int& value, int lowest, int highest, absl::string_view meaning);
  Config& Number(absl::string_view name, int64_t& value, int64_t lowest, int64_t highest, absl::string_view meaning);
  // `name` ends in "-ms"; whole milliseconds from 0 to `highest`.
  Config& Milliseconds(absl::string_view name, absl::Duration& value, absl::Duration highest,
                       absl::string_view meaning);
  // One of `words`.
  Config& Choice(absl::string_view name, std::string& value, std::vector<std::string> words,
                 absl::string_view meaning);
  // False unless given.
  Config& Flag(absl::string_view name, bool& value, absl::string_view meaning);

  // Reads flags and environment into the variables. Nothing if the program can
  // go on; else the code to exit with, and --help is on `out` (0) or what is
  // wrong on `err` (2).
  std::optional<int> Parse(int argc, const char* const* argv);
  std::optional<int> Parse(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lyceum
