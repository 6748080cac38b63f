// The line that shows how far long work has come.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum::draw {

// Such as "import  ██████▌      52%  42/80  3s left  m00042.cnxml", at most
// `width` columns. A `total` of 0 means it is unknown: no bar. The time left is
// guessed from `elapsed` and shown once a tenth is done.
std::string ProgressLine(absl::string_view label, int64_t done, int64_t total, absl::Duration elapsed,
                         absl::string_view message, int width);

// "45s", "3m 05s", "2h 10m"; "0s" for less than a second.
std::string ShortDuration(absl::Duration duration);

}  // namespace lyceum::draw
