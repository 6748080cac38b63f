#include "services/content/methods/names.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "services/content/limits.h"

namespace lyceum::content {
namespace {

bool IsSegment(absl::string_view text) {
  constexpr absl::string_view kMarks = "._~@-";
  const auto allowed = [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kMarks.find(c) != absl::string_view::npos;
  };
  return !text.empty() && text.size() <= limits::kMaxNameSegmentBytes &&
         std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

bool MatchesPattern(absl::string_view name, absl::string_view pattern) {
  const std::vector<absl::string_view> have = absl::StrSplit(name, '/');
  const std::vector<absl::string_view> want = absl::StrSplit(pattern, '/');
  if (have.size() != want.size()) return false;
  for (size_t i = 0; i < have.size(); ++i) {
    if (want[i] == "*" ? !IsSegment(have[i]) : have[i] != want[i]) return false;
  }
  return true;
}

absl::StatusOr<std::string> IdUnder(absl::string_view parent, absl::string_view name, absl::string_view pattern,
                                    absl::string_view field) {
  if (!MatchesPattern(name, pattern)) return InvalidField(field, absl::StrCat("must look like ", pattern));
  if (!absl::StartsWith(name, absl::StrCat(parent, "/"))) return NotFound(name);
  return std::string(name.substr(name.rfind('/') + 1));
}

absl::StatusOr<std::string> ChosenId(absl::string_view requested, absl::string_view field, absl::Time now) {
  if (requested.empty()) return IdText(NewId(now));
  const bool good = requested.size() <= kMaxIdChars && std::all_of(requested.begin(), requested.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!good) return InvalidField(field, absl::StrCat("must be 1 to ", kMaxIdChars, " characters of a-z 0-9 -"));
  return std::string(requested);
}

bool SeesDrafts(const Caller& caller) {
  return caller.Is(api::v1::ROLE_AUTHOR) || caller.Is(api::v1::ROLE_TEACHER);
}

}  // namespace lyceum::content
