#include "common/base/ids.h"

#include <openssl/rand.h>

#include <array>

#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"

namespace lyceum {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kTextLength = 26;
constexpr absl::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// Milliseconds and a counter that only grow in this process, so that its ids
// keep their order even when the clock stands still or steps back.
struct Tick {
  int64_t ms;
  uint32_t counter;  // 12 bits
};

Tick NextTick(int64_t now_ms) {
  ABSL_CONST_INIT static absl::Mutex mutex(absl::kConstInit);
  static Tick last = {0, 0};
  absl::MutexLock lock(&mutex);
  if (now_ms > last.ms) {
    last = {now_ms, 0};
  } else if (++last.counter > 0xfff) {
    last = {last.ms + 1, 0};
  }
  return last;
}

}  // namespace

std::string NewId(absl::Time now) {
  const Tick tick = NextTick(absl::ToUnixMillis(now));
  std::string id(kIdBytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(id.data());
  RAND_bytes(bytes + 8, 8);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(tick.ms >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>(0x70 | tick.counter >> 8);
  bytes[7] = static_cast<unsigned char>(tick.counter);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  return id;
}

std::string IdText(absl::string_view id_bytes) {
  // 128 bits in 26 digits of 5: the first digit carries 3 bits.
  std::string text(kTextLength, '0');
  unsigned bits = 0;
  int count = 2;  // two leading zero bits make 130
  size_t at = 0;
  for (const unsigned char byte : id_bytes) {
    bits = bits << 8 | byte;
    count += 8;
    while (count >= 5 && at < kTextLength) {
      count -= 5;
      text[at++] = kAlphabet[bits >> count & 31];
    }
    bits &= (1u << count) - 1;
  }
  return text;
}

std::optional<std::string> ParseId(absl::string_view text) {
  if (text.size() != kTextLength || text[0] > '7') return std::nullopt;
  std::string id;
  unsigned bits = 0;
  int count = -2;
  for (const char c : text) {
    const size_t digit = kAlphabet.find(c);
    if (digit == absl::string_view::npos) return std::nullopt;
    bits = bits << 5 | static_cast<unsigned>(digit);
    count += 5;
    if (count >= 8) {
      count -= 8;
      id.push_back(static_cast<char>(bits >> count & 0xff));
      bits &= (1u << count) - 1;
    }
  }
  return id;
}

absl::string_view Segment(absl::string_view name, int index) {
  for (absl::string_view segment : absl::StrSplit(name, '/')) {
    if (index-- == 0) return segment;
  }
  return {};
}

}  // namespace lyceum
