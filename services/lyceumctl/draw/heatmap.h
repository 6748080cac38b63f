// A calendar of study: a column per week, a row per weekday, darker for more.
#pragma once

#include <map>
#include <string>

#include "absl/time/civil_time.h"
#include "services/lyceumctl/draw/ink.h"

namespace lyceum::draw {

// The days from `first` to `last`, both included, each with a level of 0 (or
// absent: nothing) to 4 (most). Weeks begin on Monday. Shows the latest weeks
// that fit `width`. "" if `last` < `first`.
std::string Heatmap(absl::CivilDay first, absl::CivilDay last, const std::map<absl::CivilDay, int>& levels,
                    int width, const Ink& ink);

}  // namespace lyceum::draw
