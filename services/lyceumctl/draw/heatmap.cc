#include "services/lyceumctl/draw/heatmap.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {
namespace {

constexpr int kLabelWidth = 4;
constexpr absl::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr absl::string_view kDays[] = {"Mon", "", "Wed", "", "Fri", "", "Sun"};

absl::CivilDay Monday(absl::CivilDay day) { return absl::PrevWeekday(day + 1, absl::Weekday::monday); }

// A cell is two columns wide, so that it looks square.
std::string Square(int shade, const Ink& ink) {
  static constexpr absl::string_view kPlain[] = {"· ", "░░", "▒▒", "▓▓", "██"};
  static constexpr absl::string_view kGreens[] = {"38;5;238", "38;5;22", "38;5;28", "38;5;34", "38;5;46"};
  if (!ink.color()) return std::string(kPlain[shade]);
  return ink.Paint(kGreens[shade], shade == 0 ? "· " : "██");
}

std::string MonthLine(absl::CivilDay monday, absl::CivilDay last, int weeks) {
  const int room = kLabelWidth + weeks * 2;
  std::string line = Repeat(" ", kLabelWidth);
  int shown = 0;
  for (int week = 0; week < weeks; ++week, monday += 7) {
    // A month is named over the week that holds its first day, and over the
    // first week if the next name leaves room.
    const absl::CivilDay day = std::min(monday + 6, last);
    const bool first = week == 0 && (monday + 13).month() == day.month();
    const int column = kLabelWidth + week * 2;
    if ((!first && day.day() > 7) || column < Width(line) || (column + 3 > room && week > 0)) continue;
    absl::StrAppend(&line, Repeat(" ", column - Width(line)), kMonths[day.month() - 1], " ");
    ++shown;
  }
  return shown > 0 ? absl::StrCat(absl::StripTrailingAsciiWhitespace(line), "\n") : "";
}

}  // namespace

std::string Heatmap(absl::CivilDay first, absl::CivilDay last, const std::map<absl::CivilDay, int>& levels,
                    int width, const Ink& ink) {
  if (last < first) return "";
  const int fitting = std::max(1, (width - kLabelWidth) / 2);
  const absl::CivilDay start = std::max(Monday(first), Monday(last) - 7 * (fitting - 1));
  const int weeks = static_cast<int>((Monday(last) - start) / 7) + 1;
  std::string out = MonthLine(start, last, weeks);
  for (int weekday = 0; weekday < 7; ++weekday) {
    std::string line = Pad(kDays[weekday], kLabelWidth);
    for (int week = 0; week < weeks; ++week) {
      const absl::CivilDay day = start + week * 7 + weekday;
      const auto found = levels.find(day);
      const int level = found == levels.end() ? 0 : std::clamp(found->second, 0, 4);
      line += day < first || day > last ? "  " : Square(level, ink);
    }
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(line), "\n");
  }
  std::string scale = absl::StrCat(Repeat(" ", kLabelWidth), "less ");
  for (int shade = 0; shade <= 4; ++shade) absl::StrAppend(&scale, Square(shade, ink), " ");
  return absl::StrCat(out, scale, "more\n");
}

}  // namespace lyceum::draw
