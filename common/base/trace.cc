#include "common/base/trace.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"
#include "openssl/rand.h"

namespace lyceum::trace {
namespace {

// "00-" 32 hex "-" 16 hex "-" 2 hex
constexpr size_t kLength = 55;
constexpr size_t kTraceAt = 3, kTraceLength = 32;
constexpr size_t kSpanAt = 36, kSpanLength = 16;
constexpr size_t kFlagsAt = 53;

thread_local absl::string_view current;

bool IsHex(absl::string_view text) { return text.find_first_not_of("0123456789abcdef") == absl::string_view::npos; }
bool IsZero(absl::string_view text) { return text.find_first_not_of('0') == absl::string_view::npos; }

uint64_t RandomSeed() {
  uint64_t seed = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof(seed));
  return seed;
}

// 16 hex digits, not all zero. They name, and guard nothing: chance need not be
// unguessable, only different in every thread of every process.
std::string RandomHex() {
  thread_local std::mt19937_64 random(RandomSeed());
  const uint64_t number = random();
  return absl::StrCat(absl::Hex(number == 0 ? 1 : number, absl::kZeroPad16));
}

}  // namespace

bool IsValid(absl::string_view traceparent) {
  if (traceparent.size() < kLength) return false;
  const absl::string_view version = traceparent.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  // Later versions may append fields; version 00 may not.
  if (traceparent.size() > kLength && (version == "00" || traceparent[kLength] != '-')) return false;
  if (traceparent[2] != '-' || traceparent[kSpanAt - 1] != '-' || traceparent[kFlagsAt - 1] != '-') return false;
  return IsHex(TraceId(traceparent)) && !IsZero(TraceId(traceparent)) && IsHex(SpanId(traceparent)) &&
         !IsZero(SpanId(traceparent)) && IsHex(traceparent.substr(kFlagsAt, 2));
}

std::string Next(absl::string_view traceparent) {
  if (!IsValid(traceparent)) return absl::StrCat("00-", RandomHex(), RandomHex(), "-", RandomHex(), "-00");
  return absl::StrCat("00-", TraceId(traceparent), "-", RandomHex(), "-", traceparent.substr(kFlagsAt, 2));
}

absl::string_view TraceId(absl::string_view traceparent) { return traceparent.substr(kTraceAt, kTraceLength); }
absl::string_view SpanId(absl::string_view traceparent) { return traceparent.substr(kSpanAt, kSpanLength); }

absl::string_view Current() { return current; }

Scope::Scope(absl::string_view traceparent) : before_(current) { current = traceparent; }
Scope::~Scope() { current = before_; }

}  // namespace lyceum::trace
