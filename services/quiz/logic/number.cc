#include "services/quiz/logic/number.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/quiz/logic/fold.h"

namespace lyceum::quiz {
namespace {

constexpr double kEps = 1e-14;

// Without spaces, in ASCII, powers as "e"; "" where other characters remain.
std::string Plain(absl::string_view text, absl::string_view unit) {
  std::string plain;
  std::u32string folded = Trim(Fold(text, {}));
  const std::u32string suffix = Trim(Fold(unit, {}));
  if (!suffix.empty() && folded.size() > suffix.size() &&
      folded.compare(folded.size() - suffix.size(), suffix.size(), suffix) == 0) {
    folded.resize(folded.size() - suffix.size());
  }
  for (const char32_t c : folded) {
    if (c == U' ') continue;
    if (c == U'\u00d7' || c == U'\u00b7') {
      plain += '*';
    } else if (c > 0x7e) {
      return "";
    } else {
      plain += static_cast<char>(c);
    }
  }
  return absl::StrReplaceAll(plain, {{"*10^", "e"}, {"x10^", "e"}, {"*10**", "e"}, {"x10**", "e"}});
}

bool AllDigits(absl::string_view text) { return std::all_of(text.begin(), text.end(), absl::ascii_isdigit); }

// "1", "1,234", "1,234,567": the digits; nothing if a group is not of three.
std::optional<std::string> Ungrouped(absl::string_view text, char group) {
  const std::vector<absl::string_view> groups = absl::StrSplit(text, group);
  if (groups.size() > 1 && (groups[0].empty() || groups[0].size() > 3)) return std::nullopt;
  std::string digits;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!AllDigits(groups[i]) || (i > 0 && groups[i].size() != 3)) return std::nullopt;
    absl::StrAppend(&digits, groups[i]);
  }
  return digits;
}

// `mantissa` with this decimal character, the other one dividing thousands.
std::optional<std::string> Reading(absl::string_view mantissa, char decimal) {
  const char group = decimal == '.' ? ',' : '.';
  const std::vector<absl::string_view> halves = absl::StrSplit(mantissa, decimal);
  if (halves.size() > 2 || (halves.size() == 2 && !AllDigits(halves[1]))) return std::nullopt;
  const char used = halves[0].find('\'') == absl::string_view::npos ? group : '\'';
  std::optional<std::string> whole = Ungrouped(halves[0], used);
  if (!whole || (whole->empty() && (halves.size() < 2 || halves[1].empty()))) return std::nullopt;
  return halves.size() < 2 ? *whole : absl::StrCat(whole->empty() ? "0" : *whole, ".", halves[1]);
}

}  // namespace

std::vector<double> ReadNumber(absl::string_view text, v1::Numeric::DecimalSeparator separator,
                               absl::string_view unit) {
  const std::string plain = Plain(text, unit);
  absl::string_view rest = plain;
  std::string sign;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    if (rest[0] == '-') sign = "-";
    rest.remove_prefix(1);
  }
  const size_t e = rest.find('e');
  absl::string_view exponent;
  if (e != absl::string_view::npos) {
    exponent = rest.substr(e + 1);
    const absl::string_view digits = exponent.substr(!exponent.empty() && (exponent[0] == '-' || exponent[0] == '+'));
    if (digits.empty() || digits.size() > 4 || !AllDigits(digits)) return {};
    rest = rest.substr(0, e);
  }
  std::vector<double> values;
  for (const char decimal : {'.', ','}) {
    if (separator == (decimal == '.' ? v1::Numeric::DECIMAL_SEPARATOR_COMMA : v1::Numeric::DECIMAL_SEPARATOR_POINT)) {
      continue;
    }
    const std::optional<std::string> reading = Reading(rest, decimal);
    double value = 0;
    if (!reading) continue;
    if (!absl::SimpleAtod(absl::StrCat(sign, *reading, exponent.empty() ? "" : "e", exponent), &value)) continue;
    if (std::isfinite(value) && (values.empty() || values[0] != value)) values.push_back(value);
  }
  return values;
}

// The order of the additions decides on borders; it is that of Moodle.
Interval AbsolutelyNear(double x, double t) {
  const double room = t + kEps * std::max({t, std::fabs(x), kEps});
  return {x - room, x + room};
}

Interval RelativelyNear(double x, double t) {
  const double room = std::fabs(x) * (t + kEps);
  return {x - room, x + room};
}

Interval GeometricallyNear(double x, double t) {
  const double q = 1 + (t + kEps);
  return {x / q, x * q};
}

bool IsNear(const v1::Numeric::Near& near, double value) {
  const double x = near.value();
  const Interval interval = near.geometric_tolerance() > 0  ? GeometricallyNear(x, near.geometric_tolerance())
                            : near.relative_tolerance() > 0 ? RelativelyNear(x, near.relative_tolerance())
                                                            : AbsolutelyNear(x, near.absolute_tolerance());
  return value >= interval.min && value <= interval.max;
}

}  // namespace lyceum::quiz
