#include "services/quiz/logic/quantity.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace lyceum::quiz {
namespace {

bool IsDigit(absl::string_view text, size_t at) { return at < text.size() && absl::ascii_isdigit(text[at]); }

size_t AfterDigits(absl::string_view text, size_t at) {
  while (IsDigit(text, at)) ++at;
  return at;
}

size_t AfterSign(absl::string_view text, size_t at) {
  return at + (at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0);
}

// How long "x10^", "*10**" or the like is at the start of `text`, if digits follow; else 0.
size_t PowerSign(absl::string_view text) {
  size_t at = 0;
  for (const absl::string_view times : {"x", "*", "\u00d7"}) {
    if (absl::StartsWith(text, times)) at = times.size();
  }
  if (at == 0 || !absl::StartsWith(text.substr(at), "10")) return 0;
  at += 2;
  if (absl::StartsWith(text.substr(at), "^")) {
    at += 1;
  } else if (absl::StartsWith(text.substr(at), "**")) {
    at += 2;
  } else {
    return 0;
  }
  return IsDigit(text, AfterSign(text, at)) ? at : 0;
}

std::string WithPlainPowers(absl::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const size_t power = PowerSign(text.substr(at));
    plain += power > 0 ? 'e' : text[at];
    at += std::max<size_t>(power, 1);
  }
  return plain;
}

std::string WithPointOnly(std::string text, const QuantityFormat& format) {
  const auto drop = [&text](char c) { text.erase(std::remove(text.begin(), text.end(), c), text.end()); };
  if (absl::StrContains(text, '.') || std::count(text.begin(), text.end(), ',') > 1) {
    drop(',');
    return text;
  }
  drop(format.thousands);
  std::replace(text.begin(), text.end(), format.decimal, '.');
  std::replace(text.begin(), text.end(), ',', '.');
  return text;
}

// Where the number that begins at `at` ends; `at` if there is none.
size_t EndOfNumber(absl::string_view text, size_t at) {
  size_t end = AfterSign(text, at);
  if (IsDigit(text, end)) {
    end = AfterDigits(text, end);
    if (end < text.size() && text[end] == '.') end = AfterDigits(text, end + 1);
  } else if (end < text.size() && text[end] == '.' && IsDigit(text, end + 1)) {
    end = AfterDigits(text, end + 1);
  } else {
    return at;
  }
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const size_t exponent = AfterSign(text, end + 1);
    if (IsDigit(text, exponent)) end = AfterDigits(text, exponent);
  }
  return end;
}

}  // namespace

std::optional<Quantity> ReadQuantity(absl::string_view text, const QuantityFormat& format) {
  const std::string spaceless = absl::StrReplaceAll(text, {{" ", ""}, {"\t", ""}, {"\u00a0", ""}});
  const std::string plain = WithPointOnly(WithPlainPowers(spaceless), format);
  size_t begin = 0, end = 0;
  if (format.unit_before) {
    // The first place from which on everything is the number.
    while (begin < plain.size() && EndOfNumber(plain, begin) != plain.size()) ++begin;
    end = plain.size();
  } else {
    end = EndOfNumber(plain, 0);
  }
  if (begin == end) return std::nullopt;
  // strtod needs the end of the string where the number ends.
  const std::string number = plain.substr(begin, end - begin);
  return Quantity{std::strtod(number.c_str(), nullptr), absl::StrCat(plain.substr(0, begin), plain.substr(end))};
}

}  // namespace lyceum::quiz
