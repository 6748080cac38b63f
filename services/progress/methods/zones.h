// Time zones by name, from the system's time zone database (package tzdata).
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum::progress {

// The zone of an IANA name such as "Europe/Berlin" or "UTC"; nothing if the
// database has none of that name. Names that a library would read as a file, an
// offset or the machine's own zone are no IANA names.
std::optional<absl::TimeZone> FindZone(absl::string_view name);

}  // namespace lyceum::progress
