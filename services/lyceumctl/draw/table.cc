#include "services/lyceumctl/draw/table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/lyceumctl/draw/wrap.h"

namespace lyceum::draw {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 8;

using Rows = std::vector<std::vector<std::string>>;

Rows Cleaned(const Rows& rows, size_t columns) {
  Rows clean = rows;
  for (auto& row : clean) {
    row.resize(columns);
    for (std::string& cell : row) cell = Clean(cell);
  }
  return clean;
}

// Takes columns from the widest that may shrink until `total` fits in `room`.
void Shrink(std::vector<int>& widths, const std::vector<bool>& may_shrink, int room, int narrowest) {
  int total = std::accumulate(widths.begin(), widths.end(), 0);
  while (total > room) {
    int widest = -1;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (may_shrink[i] && widths[i] > narrowest && (widest < 0 || widths[i] > widths[widest])) widest = i;
    }
    if (widest < 0) return;
    --widths[widest];
    --total;
  }
}

std::string Rule(const std::vector<int>& widths, absl::string_view left, absl::string_view middle,
                 absl::string_view right) {
  std::string line(left);
  for (size_t i = 0; i < widths.size(); ++i) {
    absl::StrAppend(&line, i > 0 ? middle : "", Repeat("─", widths[i] + 2));
  }
  return absl::StrCat(line, right, "\n");
}

std::string GridRow(const std::vector<std::string>& cells, const std::vector<int>& widths, bool bold, const Ink& ink) {
  std::vector<std::vector<std::string>> lines;
  size_t height = 1;
  for (size_t i = 0; i < cells.size(); ++i) {
    lines.push_back(Wrap(cells[i], widths[i]));
    height = std::max(height, lines.back().size());
  }
  std::string out;
  for (size_t y = 0; y < height; ++y) {
    out += "│";
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string text = y < lines[i].size() ? lines[i][y] : "";
      absl::StrAppend(&out, " ", Pad(bold ? ink.Bold(text) : text, widths[i]), " │");
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string Table(const std::vector<Column>& columns, const Rows& rows, int width, const Ink& ink) {
  const Rows clean = Cleaned(rows, columns.size());
  std::vector<int> widths;
  std::vector<bool> flexible;
  bool titled = false;
  for (size_t i = 0; i < columns.size(); ++i) {
    int widest = Width(columns[i].title);
    for (const auto& row : clean) widest = std::max(widest, Width(row[i]));
    widths.push_back(widest);
    flexible.push_back(columns[i].flexible);
    titled = titled || !columns[i].title.empty();
  }
  if (width > 0) Shrink(widths, flexible, width - kGap * (static_cast<int>(columns.size()) - 1), kNarrowest);

  auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = flexible[i] ? Cut(cells[i], widths[i]) : cells[i];
      absl::StrAppend(&text, i > 0 ? Repeat(" ", kGap) : "", Pad(cell, widths[i], columns[i].align));
    }
    return std::string(absl::StripTrailingAsciiWhitespace(text));
  };
  std::string out;
  if (titled) {
    std::vector<std::string> titles;
    for (const Column& column : columns) titles.push_back(column.title);
    absl::StrAppend(&out, ink.Bold(line(titles)), "\n");
  }
  for (const auto& row : clean) absl::StrAppend(&out, line(row), "\n");
  return out;
}

std::string Grid(const std::vector<std::string>& titles, const Rows& rows, int width, const Ink& ink) {
  if (titles.empty()) return "";
  const Rows clean = Cleaned(rows, titles.size());
  std::vector<int> widths;
  for (size_t i = 0; i < titles.size(); ++i) {
    int widest = std::max(1, Width(titles[i]));
    for (const auto& row : clean) widest = std::max(widest, Width(row[i]));
    widths.push_back(widest);
  }
  const int room = width - 3 * static_cast<int>(titles.size()) - 1;
  if (titles.size() > 1) widths[0] = std::min(widths[0], std::max(kNarrowest, room / 3));
  Shrink(widths, std::vector<bool>(widths.size(), true), room, 3);

  std::vector<std::string> clean_titles;
  for (const std::string& title : titles) clean_titles.push_back(Clean(title));
  std::string out = Rule(widths, "┌", "┬", "┐");
  out += GridRow(clean_titles, widths, true, ink);
  for (const auto& row : clean) out += Rule(widths, "├", "┼", "┤") + GridRow(row, widths, false, ink);
  return out + Rule(widths, "└", "┴", "┘");
}

}  // namespace lyceum::draw
