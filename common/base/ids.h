// Ids: UUIDv7 (RFC 9562), 16 bytes in the database, 26 characters in names.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace lyceum {

// 16 raw bytes that sort by the millisecond they were made in; ids made by one
// process within a millisecond keep their order.
std::string NewId(absl::Time now);

// 26 characters of Crockford's base 32, lower case; keeps the order.
std::string IdText(absl::string_view id_bytes);

// The 16 bytes of an id text, or nothing if it is not one.
std::optional<std::string> ParseId(absl::string_view text);

// Segment `index` of a resource name: Segment("tenants/t/quizzes/q", 3) is "q";
// empty if there is none.
absl::string_view Segment(absl::string_view name, int index);

}  // namespace lyceum
