// Names of what is cached. A key holds all that its bytes depend on, so an entry never
// goes stale.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace lyceum::content {

// The serialized Explanation of a published revision.
inline std::string RevisionKey(absl::string_view tenant, absl::string_view explanation, int64_t revision) {
  return absl::StrCat("content/revision/", tenant, "/", explanation, "/", revision);
}

}  // namespace lyceum::content
