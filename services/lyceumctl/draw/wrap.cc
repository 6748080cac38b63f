#include "services/lyceumctl/draw/wrap.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/lyceumctl/draw/text.h"

namespace lyceum::draw {
namespace {

// A colour sequence and where it stands in the text without colours.
struct Color {
  size_t at;
  std::string sequence;
};

std::string TakeColors(absl::string_view text, std::vector<Color>& colors) {
  std::string plain;
  while (!text.empty()) {
    if (const size_t length = ColorLength(text); length > 0) {
      colors.push_back({plain.size(), std::string(text.substr(0, length))});
      text.remove_prefix(length);
    } else {
      plain += text[0];
      text.remove_prefix(1);
    }
  }
  return plain;
}

// Where the plain text may be broken, in bytes; `kind` chooses line breaks or
// characters. The last is its end.
std::vector<size_t> Breaks(absl::string_view plain, bool by_character) {
  std::vector<size_t> places;
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> iterator(
      by_character ? icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error)
                   : icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), error));
  UText* utext = utext_openUTF8(nullptr, plain.data(), static_cast<int64_t>(plain.size()), &error);
  if (U_SUCCESS(error)) {
    iterator->setText(utext, error);
    iterator->first();
    for (int32_t at = iterator->next(); at != icu::BreakIterator::DONE; at = iterator->next()) {
      places.push_back(static_cast<size_t>(at));
    }
  }
  utext_close(utext);
  if (places.empty() || places.back() != plain.size()) places.push_back(plain.size());
  return places;
}

// Byte ranges of the lines of one paragraph of plain text.
std::vector<std::pair<size_t, size_t>> Lines(absl::string_view plain, int width) {
  std::vector<std::pair<size_t, size_t>> lines;
  size_t start = 0, end = 0;
  auto fits = [&](size_t to) {
    return Width(absl::StripTrailingAsciiWhitespace(plain.substr(start, to - start))) <= width;
  };
  auto take = [&](size_t to) {
    if (to > end && !fits(to) && end > start) {
      lines.emplace_back(start, end);
      start = end;
    }
    end = to;
  };
  for (const size_t place : Breaks(plain, false)) {
    const size_t from = end;
    if (Width(absl::StripTrailingAsciiWhitespace(plain.substr(from, place - from))) <= width) {
      take(place);
      continue;
    }
    for (const size_t character : Breaks(plain.substr(from, place - from), true)) take(from + character);
  }
  lines.emplace_back(start, end);
  return lines;
}

}  // namespace

std::vector<std::string> Wrap(absl::string_view text, int width) {
  width = std::max(width, 2);  // A wide character must fit.
  std::vector<std::string> out;
  std::string active;
  for (const absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    std::vector<Color> colors;
    const std::string plain = TakeColors(paragraph, colors);
    size_t next = 0;
    const auto lines = Lines(plain, width);
    for (const auto& [start, end] : lines) {
      std::string line = active;
      size_t at = start;
      const size_t stop = start + absl::StripTrailingAsciiWhitespace(
                                      absl::string_view(plain).substr(start, end - start)).size();
      // Colours that stand at the end of the line belong to it, except those
      // that open there: they belong to the next.
      while (next < colors.size() && (colors[next].at < end || (colors[next].at == end && end == plain.size()) ||
                                      (colors[next].at == end && colors[next].sequence == "\x1b[0m"))) {
        const size_t place = std::min(std::max(colors[next].at, at), std::max(stop, at));
        absl::StrAppend(&line, plain.substr(at, place - at), colors[next].sequence);
        active = colors[next].sequence == "\x1b[0m" ? "" : active + colors[next].sequence;
        at = place;
        ++next;
      }
      if (stop > at) absl::StrAppend(&line, plain.substr(at, stop - at));
      if (!active.empty()) line += "\x1b[0m";
      out.push_back(std::move(line));
    }
  }
  return out;
}

std::string Paragraph(absl::string_view text, int width, absl::string_view first, absl::string_view rest) {
  const int room = width - std::max(Width(first), Width(rest));
  std::string out;
  bool opening = true;
  for (const std::string& line : Wrap(text, room)) {
    const std::string whole = absl::StrCat(opening ? first : rest, line);
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(whole), "\n");
    opening = false;
  }
  return out;
}

}  // namespace lyceum::draw
