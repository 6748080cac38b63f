#include "services/lyceumctl/words.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace lyceum::ctl {

std::string EnumWord(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", " "}});
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

std::string ShortTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "-";
  return absl::FormatTime("%Y-%m-%d %H:%M", TimeOf(time), absl::LocalTimeZone());
}

std::string Points(int64_t micros) {
  std::string text = absl::StrFormat("%.2f", static_cast<double>(micros) / 1e6);
  while (absl::EndsWith(text, "0")) text.pop_back();
  if (absl::EndsWith(text, ".")) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string Percent(double part, double whole) {
  return whole > 0 ? absl::StrCat(static_cast<int>(std::lround(100 * part / whole)), "%") : "-";
}

std::string WithoutTenant(absl::string_view name) {
  if (!absl::StartsWith(name, "tenants/")) return std::string(name);
  const size_t slash = name.find('/', 8);
  return std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
}

}  // namespace lyceum::ctl
