#include "services/content/logic/dates.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/content/logic/date_reader.h"
#include "services/content/logic/date_words.h"

namespace lyceum::content {

using v1::HistoricalDate;

HistoricalDate ParseHistoricalDate(absl::string_view text) {
  HistoricalDate date;
  date.set_text(std::string(absl::StripAsciiWhitespace(text)));
  date.set_precision(HistoricalDate::PRECISION_TEXT);
  // No date is longer; this keeps the work small for any input.
  if (date.text().size() > 200) return date;
  std::vector<DateToken> tokens = DateTokens(date.text());
  DateReader reader(tokens, 0);
  if (!reader.Read()) return date;
  size_t end = reader.at();
  if (end + 1 == tokens.size() && tokens[end].text == ".") ++end;
  if (end == tokens.size()) reader.Settle(date);
  return date;
}

std::optional<HistoricalDate> FindDate(absl::string_view sentence) {
  std::vector<DateToken> tokens = DateTokens(sentence);
  for (size_t i = 0; i < tokens.size(); ++i) {
    // A filler cannot begin the text of a date, and a number's tail is none of its own.
    if (tokens[i].kind == DateToken::Kind::kWord && IsFillerWord(tokens[i].text)) continue;
    if (tokens[i].kind == DateToken::Kind::kMark) continue;
    DateReader reader(tokens, i);
    if (!reader.Read()) continue;
    if (reader.bare() && (reader.year_digits() != 4 || reader.stated_year() < 1000 || reader.stated_year() > 2100)) {
      continue;
    }
    HistoricalDate date;
    size_t begin = tokens[i].begin;
    date.set_text(std::string(sentence.substr(begin, tokens[reader.at() - 1].end - begin)));
    if (reader.Settle(date)) return date;
  }
  return std::nullopt;
}

}  // namespace lyceum::content
