#include "services/content/logic/tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/text.h"
#include "services/content/limits.h"
#include "services/content/logic/dates.h"

namespace lyceum::content {
namespace {

using Rows = std::vector<std::vector<std::string>>;

bool ReadsAsDate(const std::string& cell) {
  return ParseHistoricalDate(cell).precision() != v1::HistoricalDate::PRECISION_TEXT;
}

bool IsNumber(const std::string& cell) {
  return std::all_of(cell.begin(), cell.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// The column whose cells are dates, -1 if there is none.
int DateColumn(const Rows& rows, Role role) {
  for (size_t column = 0; column < rows[0].size(); ++column) {
    size_t dates = 0, numbers = 0;
    for (size_t r = 1; r < rows.size(); ++r) {
      if (!ReadsAsDate(rows[r][column])) continue;
      ++dates;
      if (IsNumber(rows[r][column])) ++numbers;
    }
    bool most = dates > 0 && dates * 10 >= (rows.size() - 1) * 7;
    bool named = IsDateHead(rows[0][column]) || role == Role::kTimeline;
    if (most && (named || numbers < dates)) return static_cast<int>(column);
  }
  return -1;
}

bool AnyEmpty(const Rows& rows, size_t column) {
  return std::any_of(rows.begin() + 1, rows.end(), [&](const auto& row) { return row[column].empty(); });
}

bool FillTimelineFrom(const Rows& rows, size_t date, v1::Section& section) {
  std::vector<size_t> others;
  for (size_t column = 0; column < rows[0].size(); ++column) {
    if (column != date) others.push_back(column);
  }
  if (AnyEmpty(rows, date) || AnyEmpty(rows, others[0])) return false;
  for (size_t r = 1; r < rows.size(); ++r) {
    v1::Timeline::Row& row = *section.mutable_timeline()->add_rows();
    *row.mutable_date() = ParseHistoricalDate(rows[r][date]);
    row.set_event(rows[r][others[0]]);
    if (others.size() > 1) row.set_significance(rows[r][others[1]]);
  }
  return true;
}

// "term: definition" or "term – definition"; the first mark counts.
bool SplitItem(const std::string& item, std::string& left, std::string& right) {
  size_t best = std::string::npos, length = 0;
  for (absl::string_view mark : {": ", " – ", " — ", " - "}) {
    size_t at = item.find(std::string(mark));
    if (at < best) {
      best = at;
      length = mark.size();
    }
  }
  if (best == std::string::npos) return false;
  left = std::string(absl::StripAsciiWhitespace(absl::string_view(item).substr(0, best)));
  right = std::string(absl::StripAsciiWhitespace(absl::string_view(item).substr(best + length)));
  return !left.empty() && !right.empty();
}

}  // namespace

bool FillFromTable(const Rows& all_rows, Role role, v1::Section& section) {
  if (all_rows.empty()) return false;
  // Rows without a word are layout.
  Rows rows = {all_rows[0]};
  for (size_t r = 1; r < all_rows.size(); ++r) {
    const auto& row = all_rows[r];
    if (std::any_of(row.begin(), row.end(), [](const std::string& cell) { return !cell.empty(); })) rows.push_back(row);
  }
  size_t columns = rows[0].size();
  if (rows.size() < 2 || columns < 2 || columns > 3) return false;
  if (columns == 2 && IsQuestionHead(rows[0][0]) && IsAnswerHead(rows[0][1])) {
    if (AnyEmpty(rows, 0) || AnyEmpty(rows, 1)) return false;
    for (size_t r = 1; r < rows.size(); ++r) {
      v1::Flashcards::Pair& pair = *section.mutable_flashcards()->add_pairs();
      pair.set_question(rows[r][0]);
      pair.set_answer(rows[r][1]);
    }
    return true;
  }
  bool terms = columns == 2 && (IsTermHead(rows[0][0]) || IsDefinitionHead(rows[0][1]) || role == Role::kTerms);
  if (int date = terms ? -1 : DateColumn(rows, role); date >= 0) return FillTimelineFrom(rows, date, section);
  if (!terms || AnyEmpty(rows, 0) || AnyEmpty(rows, 1)) return false;
  for (const auto& row : rows) {
    if (Length(row[0]) > kMaxTermChars || Length(row[1]) > kMaxCellChars) return false;
  }
  for (size_t r = 1; r < rows.size(); ++r) {
    v1::TermTable::Row& row = *section.mutable_term_table()->add_rows();
    row.set_term(rows[r][0]);
    row.set_definition(rows[r][1]);
  }
  return true;
}

bool FillTimeline(const Rows& rows, v1::Section& section) {
  return rows.size() > 1 && rows[0].size() > 1 && rows[0].size() < 4 && FillTimelineFrom(rows, 0, section);
}

bool FillFromItems(const std::vector<std::string>& items, Role role, v1::Section& section) {
  if (items.empty() || (role != Role::kTerms && role != Role::kTimeline)) return false;
  Rows rows = {{"", ""}};
  for (const std::string& item : items) {
    std::string left, right;
    if (!SplitItem(item, left, right)) return false;
    rows.push_back({std::move(left), std::move(right)});
  }
  return FillFromTable(rows, role, section);
}

}  // namespace lyceum::content
