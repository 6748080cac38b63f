#include "services/progress/methods/zones.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/progress/limits.h"

namespace lyceum::progress {
namespace {

bool HasShapeOfName(absl::string_view name) {
  if (name.empty() || name.size() > limits::kMaxTimeZoneBytes) return false;
  // Every name begins with a capital; what does not (localtime, posix/, right/,
  // zone.tab) is something else. Dots would allow "..".
  if (!absl::ascii_isupper(static_cast<unsigned char>(name[0]))) return false;
  for (char c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && !absl::StrContains("/_+-", c)) return false;
  }
  return true;
}

}  // namespace

std::optional<absl::TimeZone> FindZone(absl::string_view name) {
  if (name == "UTC") return absl::UTCTimeZone();
  if (!HasShapeOfName(name)) return std::nullopt;
  // abseil remembers every name it was ever asked for, known or not, so it is
  // only asked for those that have a file.
  const char* folder = std::getenv("TZDIR");
  std::error_code ignored;
  const std::filesystem::path file =
      std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / std::string(name);
  absl::TimeZone zone;
  if (!std::filesystem::is_regular_file(file, ignored) || !absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

}  // namespace lyceum::progress
