#include "services/lyceumctl/draw/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/lyceumctl/draw/bar.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {

std::string ShortDuration(absl::Duration duration) {
  const int64_t seconds = std::max<int64_t>(0, absl::ToInt64Seconds(duration));
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrFormat("%dm %02ds", seconds / 60, seconds % 60);
  return absl::StrFormat("%dh %02dm", seconds / 3600, seconds / 60 % 60);
}

std::string ProgressLine(absl::string_view label, int64_t done, int64_t total, absl::Duration elapsed,
                         absl::string_view message, int width) {
  std::string line = Clean(label);
  done = std::max<int64_t>(0, done);
  if (total > 0) {
    done = std::min(done, total);
    const double fraction = static_cast<double>(done) / static_cast<double>(total);
    const int bar_width = std::clamp(width / 4, 5, 30);
    absl::StrAppend(&line, "  ", Pad(Bar(fraction, bar_width), bar_width),
                    absl::StrFormat("  %3d%%  %d/%d", static_cast<int>(fraction * 100), done, total));
    if (fraction >= 0.1 && done < total) {
      absl::StrAppend(&line, "  ", ShortDuration(elapsed * (1 / fraction - 1)), " left");
    }
  } else if (done > 0) {
    absl::StrAppend(&line, "  ", done, " done");
  }
  if (!message.empty()) absl::StrAppend(&line, "  ", Clean(message));
  return Cut(line, width);
}

}  // namespace lyceum::draw
