// W3C trace context (https://www.w3.org/TR/trace-context/): the ids that tie
// the log lines of one call together over all services it passes.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lyceum::trace {

// True for a traceparent header this version of the standard accepts.
bool IsValid(absl::string_view traceparent);

// A traceparent for the next hop: the same trace with a new span id, or a new,
// unsampled trace where `traceparent` is malformed or empty.
std::string Next(absl::string_view traceparent);

// The 32 and the 16 hex digits of a valid traceparent.
absl::string_view TraceId(absl::string_view traceparent);
absl::string_view SpanId(absl::string_view traceparent);

// What this thread works for; "" outside of any call.
absl::string_view Current();

// Makes `traceparent` the thread's while it lives. `traceparent` must be valid
// and outlive the scope.
class Scope {
 public:
  explicit Scope(absl::string_view traceparent);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  absl::string_view before_;
};

}  // namespace lyceum::trace
