// Files, read and written whole.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lyceum::ctl {

// NOT_FOUND, PERMISSION_DENIED, or what else went wrong, with the path.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// Writes beside the path and renames, so that a file is whole or not there.
absl::Status WriteFile(const std::string& path, absl::string_view content);

// The files a list of files and directories means: of a directory, those below
// it with a suffix the import knows, in byte order of their paths. Hidden ones
// are passed over. NOT_FOUND for a path that is not there.
absl::StatusOr<std::vector<std::string>> ExpandPaths(const std::vector<std::string>& paths);

}  // namespace lyceum::ctl
