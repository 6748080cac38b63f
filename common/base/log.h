// Logs: one JSON object a line on stderr, with the ids of the trace the thread
// works for. log::Info("imported", {{"articles", 80}, {"file", path}}).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/strings/string_view.h"

namespace lyceum::log {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

// A named fact. Text that is not UTF-8 is shown with U+FFFD in its place.
struct Field {
  using Value = std::variant<absl::string_view, int64_t, double, bool>;

  Field(absl::string_view key, absl::string_view value) : key(key), value(value) {}
  Field(absl::string_view key, const std::string& value) : key(key), value(absl::string_view(value)) {}
  Field(absl::string_view key, const char* value) : key(key), value(absl::string_view(value)) {}
  Field(absl::string_view key, bool value) : key(key), value(value) {}
  Field(absl::string_view key, double value) : key(key), value(value) {}
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
  Field(absl::string_view key, Integer value) : key(key), value(static_cast<int64_t>(value)) {}

  absl::string_view key;
  Value value;
};
using Fields = std::initializer_list<Field>;

// Lines below `level` are not written. The default is kInfo.
void SetLevel(Level level);

// "debug", "info", "warning", "error" or "off"; false for another word.
bool SetLevel(absl::string_view word);

// Whether a line of this level would be written: ask before costly fields.
bool Enabled(Level level);

void Debug(absl::string_view message, Fields fields = {});
void Info(absl::string_view message, Fields fields = {});
void Warning(absl::string_view message, Fields fields = {});
void Error(absl::string_view message, Fields fields = {});
void Write(Level level, absl::string_view message, Fields fields);

// The line without its end, as Write makes it.
std::string Line(Level level, absl::string_view message, Fields fields);

}  // namespace lyceum::log
