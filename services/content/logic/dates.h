// Historical dates: as precise as their source, kept as text together with the
// days they may mean.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "lyceum/content/v1/explanation.pb.h"

namespace lyceum::content {

// Reads one date that fills the whole text: days, months, years, decades,
// centuries and ranges of them, in English, German, French or Spanish, with
// "c." and "BC" where they make sense; also ISO 8601. Years count
// astronomically inside earliest and latest: 44 BC is "-0043". What cannot be
// read, or is no day at all (31 February), comes back with PRECISION_TEXT and
// no days. Never fails.
v1::HistoricalDate ParseHistoricalDate(absl::string_view text);

// The first date inside a sentence, the longest one that starts there; bare
// numbers count only as four-digit years from 1000 to 2100. Nothing if there is none.
std::optional<v1::HistoricalDate> FindDate(absl::string_view sentence);

}  // namespace lyceum::content
