#include "services/quiz/formats/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/text.h"

namespace lyceum::quiz::formats {
namespace {

constexpr int kMadeNameChars = 80;

// The first `count` characters.
absl::string_view Head(absl::string_view text, int count) {
  size_t at = 0;
  for (int seen = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && seen++ == count) break;
  }
  return text.substr(0, at);
}

}  // namespace

std::string StripElements(absl::string_view text) {
  std::string out;
  bool inside = false;
  for (size_t i = 0; i < text.size(); ++i) {
    // "<" before a blank or a digit is a sign, not an element.
    if (!inside && text[i] == '<' && i + 1 < text.size() &&
        (absl::ascii_isalpha(static_cast<unsigned char>(text[i + 1])) || text[i + 1] == '/' || text[i + 1] == '!')) {
      inside = true;
    }
    if (!inside) out.push_back(text[i]);
    if (text[i] == '>') inside = false;
  }
  return out;
}

std::string MadeName(absl::string_view text) {
  const std::string plain(absl::StripAsciiWhitespace(StripElements(UnescapeHtml(text))));
  if (Length(plain) <= kMadeNameChars) return plain;
  absl::string_view head = Head(plain, kMadeNameChars - 3);
  // With the blank or full stop it ends at.
  const size_t end = head.find_last_of(" .");
  if (end != absl::string_view::npos && end > 0) head = head.substr(0, end + 1);
  return std::string(head) + "...";
}

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string UnescapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#039;", "'"}, {"&apos;", "'"}});
}

std::optional<Markup> MarkupOf(absl::string_view name) {
  if (name == "moodle" || name == "moodle_auto_format" || name == "moodle_auto") return Markup::kMoodle;
  if (name == "html") return Markup::kHtml;
  if (name == "plain" || name == "plain_text") return Markup::kPlain;
  if (name == "markdown") return Markup::kMarkdown;
  return std::nullopt;
}

std::optional<double> NumberOf(absl::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  if (text.empty() || absl::ascii_isalpha(static_cast<unsigned char>(text[text[0] == '-' && text.size() > 1]))) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string NumberText(double number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, end);
}

std::optional<int64_t> PercentOf(absl::string_view text) {
  const std::optional<double> percent = NumberOf(absl::StripAsciiWhitespace(text));
  if (!percent || std::fabs(*percent) > 100.0001) return std::nullopt;
  return std::clamp<int64_t>(std::llround(*percent * 10'000), -1'000'000, 1'000'000);
}

std::string PercentText(int64_t fraction) { return NumberText(static_cast<double>(fraction) / 10'000); }

}  // namespace lyceum::quiz::formats
