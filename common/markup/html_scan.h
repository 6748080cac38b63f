// A look at HTML before it is parsed.
#pragma once

#include "absl/strings/string_view.h"

namespace lyceum::html {

// The line where elements stand more than `limit` deep inside each other, 0 if nowhere. The
// parser frees its tree by recursion, so this is asked first.
int LineOfHtmlDeeperThan(absl::string_view html, int limit);

}  // namespace lyceum::html
