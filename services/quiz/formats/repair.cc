#include "services/quiz/formats/repair.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lyceum::quiz::formats {
namespace {

using absl::string_view;

constexpr uint32_t kReplacement = 0xfffd;
constexpr string_view kReplacementUtf8 = "\xef\xbf\xbd";

// The characters of the bytes 0x80 to 0x9f of Windows-1252; the five it does not have stand for themselves.
constexpr uint32_t kWindows1252[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

// The byte that Windows-1252 has for a character, 0x80 to 0xff; -1 for one it does not have.
int ByteOf(uint32_t c) {
  if (c >= 0xa0 && c <= 0xff) return static_cast<int>(c);
  const auto* found = std::find(std::begin(kWindows1252), std::end(kWindows1252), c);
  return found == std::end(kWindows1252) ? -1 : 0x80 + static_cast<int>(found - kWindows1252);
}

// The character at the front of valid UTF-8, and its bytes.
std::pair<uint32_t, size_t> Front(string_view text) {
  const auto byte = [&text](size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xe0) return {(lead & 0x1fu) << 6 | (byte(1) & 0x3fu), 2};
  if (lead < 0xf0) return {(lead & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu), 3};
  return {(lead & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu), 4};
}

int SequenceLength(int lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

// Whether the bytes are one character: no overlong form, no surrogate, not beyond Unicode, no control.
bool IsCharacter(string_view bytes) {
  const auto [c, length] = Front(bytes);
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return length == bytes.size() && c >= kLeast[length] && c >= 0xa0 && !(c >= 0xd800 && c <= 0xdfff) && c <= 0x10ffff;
}

// The character whose bytes stand at the front as characters; moves behind them. "" if there is none.
std::string TakeDoubled(string_view& text, bool& guessed) {
  auto [c, used] = Front(text);
  const int lead = ByteOf(c), length = SequenceLength(lead);
  if (length == 0) return "";
  std::string bytes(1, static_cast<char>(lead));
  for (int i = 1; i < length; ++i) {
    const string_view rest = text.substr(used);
    if (rest.empty()) return "";
    const auto [next, size] = Front(rest);
    const int byte = ByteOf(next);
    const bool was_lost = next == kReplacement || next == '?';
    if (was_lost && bytes == "\xe2\x80") {
      bytes.push_back('\x9d');
      guessed = true;
    } else if (byte >= 0x80 && byte <= 0xbf) {
      bytes.push_back(static_cast<char>(byte));
    } else {
      return "";
    }
    used += size;
  }
  if (!IsCharacter(bytes)) return "";
  text.remove_prefix(used);
  return bytes;
}

}  // namespace

Encoding RepairEncoding(std::string& text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; })) {
    return Encoding::kClean;
  }
  std::string out;
  bool repaired = false, guessed = false;
  for (string_view rest = text; !rest.empty();) {
    bool guess = false;
    const std::string character = TakeDoubled(rest, guess);
    if (!character.empty()) {
      out += character;
      repaired = true;
      guessed |= guess;
      continue;
    }
    const size_t size = Front(rest).second;
    absl::StrAppend(&out, rest.substr(0, size));
    rest.remove_prefix(std::min(size, rest.size()));
  }
  text = std::move(out);
  if (absl::StrContains(text, kReplacementUtf8)) return Encoding::kLost;
  if (guessed) return Encoding::kGuessed;
  return repaired ? Encoding::kRepaired : Encoding::kClean;
}

}  // namespace lyceum::quiz::formats
