#include "services/content/logic/diff.h"

#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/content/logic/row_pairs.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using v1::SectionChange;
using v1::TextHunk;

using Texts = std::vector<std::pair<std::string, std::string>>;

// The texts of a section by part, with what a reader does not see but an author changes.
Texts TextsOf(const v1::Section* section) {
  Texts texts;
  if (section == nullptr) return texts;
  for (TextPart& part : PlainTexts(*section)) {
    if (part.part == "markdown") part.text = section->rich_text().markdown();
    texts.emplace_back(std::move(part.part), std::move(part.text));
  }
  if (section->has_figure()) texts.emplace_back("uri", section->figure().uri());
  return texts;
}

template <typename Out>
void CompareText(const std::string& part, absl::string_view before, absl::string_view after, Out& out,
                 bool& truncated) {
  if (before == after) return;
  v1::TextChange& change = *out.Add();
  change.set_part(part);
  for (TextHunk& hunk : DiffWords(before, after, truncated)) *change.add_hunks() = std::move(hunk);
}

// A row of a list: its texts by what follows "rows[3]" in their parts, in reading order.
using Row = Texts;

struct Parts {
  Texts single;                                   // "heading", "markdown"
  std::map<std::string, std::vector<Row>> lists;  // "rows", "entries"
};

Parts PartsOf(const v1::Section* section) {
  Parts parts;
  for (auto& [part, text] : TextsOf(section)) {
    const size_t open = part.find('['), close = part.find(']');
    size_t row = 0;
    if (open == std::string::npos || !absl::SimpleAtoi(part.substr(open + 1, close - open - 1), &row)) {
      parts.single.emplace_back(std::move(part), std::move(text));
      continue;
    }
    std::vector<Row>& rows = parts.lists[part.substr(0, open)];
    if (rows.size() <= row) rows.resize(row + 1);
    rows[row].emplace_back(part.substr(close + 1), std::move(text));
  }
  return parts;
}

// Those of `before` and of `after` with the same name are compared; what one of them lacks is empty.
void CompareTexts(const std::string& prefix, const Texts& before, const Texts& after, SectionChange& change,
                  bool& truncated) {
  auto& out = *change.mutable_texts();
  const absl::flat_hash_map<std::string, std::string> old_by_part(before.begin(), before.end());
  const absl::flat_hash_map<std::string, std::string> new_by_part(after.begin(), after.end());
  for (const auto& [part, text] : after) {
    const auto old = old_by_part.find(part);
    CompareText(prefix + part, old == old_by_part.end() ? "" : old->second, text, out, truncated);
  }
  for (const auto& [part, text] : before) {
    if (!new_by_part.contains(part)) CompareText(prefix + part, text, "", out, truncated);
  }
}

// What names a row is its first text: the term, the date, the question.
std::vector<NamedRow> Named(const std::vector<Row>& rows) {
  std::vector<NamedRow> named;
  for (const Row& row : rows) {
    NamedRow& added = named.emplace_back();
    if (!row.empty()) added.name = row[0].second;
    for (const auto& [part, text] : row) absl::StrAppend(&added.content, part, "\n", text, "\n");
  }
  return named;
}

void CompareRows(const std::string& list, const std::vector<Row>& before, const std::vector<Row>& after,
                 SectionChange& change, bool& truncated) {
  static const Row* const none = new Row;
  for (const RowPair& pair : PairRows(Named(before), Named(after))) {
    const std::string prefix = absl::StrCat(list, "[", pair.after < 0 ? pair.before : pair.after, "]");
    CompareTexts(prefix, pair.before < 0 ? *none : before[pair.before], pair.after < 0 ? *none : after[pair.after],
                 change, truncated);
  }
}

void CompareSections(const v1::Section* before, const v1::Section* after, SectionChange& change, bool& truncated) {
  Parts old_parts = PartsOf(before), new_parts = PartsOf(after);
  CompareTexts("", old_parts.single, new_parts.single, change, truncated);
  for (auto& [list, rows] : new_parts.lists) CompareRows(list, old_parts.lists[list], rows, change, truncated);
  for (auto& [list, rows] : old_parts.lists) {
    if (!new_parts.lists.contains(list)) CompareRows(list, rows, {}, change, truncated);
  }
}

class ExplanationComparison {
 public:
  ExplanationComparison(const v1::Explanation& before, const v1::Explanation& after) : before_(before), after_(after) {
    for (int i = 0; i < before.sections_size(); ++i) old_index_.emplace(before.sections(i).id(), i);
    for (int i = 0; i < after.sections_size(); ++i) new_index_.emplace(after.sections(i).id(), i);
  }
  v1::ExplanationDiff Run();

 private:
  void AddRemovedUpTo(int old_index);
  void AddSection(int new_index, int old_index, bool moved);

  const v1::Explanation& before_;
  const v1::Explanation& after_;
  absl::flat_hash_map<std::string, int> old_index_, new_index_;
  int next_old_ = 0;
  bool truncated_ = false;
  v1::ExplanationDiff diff_;
};

// Removed sections that stood before this one.
void ExplanationComparison::AddRemovedUpTo(int old_index) {
  for (; next_old_ < old_index; ++next_old_) {
    const v1::Section& section = before_.sections(next_old_);
    if (new_index_.contains(section.id())) continue;
    SectionChange& change = *diff_.add_sections();
    change.set_section(section.id());
    change.set_heading(section.heading());
    change.set_kind(SectionChange::KIND_REMOVED);
    change.set_old_index(next_old_);
    change.set_new_index(-1);
    CompareSections(&section, nullptr, change, truncated_);
  }
}

void ExplanationComparison::AddSection(int new_index, int old_index, bool moved) {
  const v1::Section& section = after_.sections(new_index);
  SectionChange change;
  change.set_section(section.id());
  change.set_heading(section.heading());
  change.set_old_index(old_index);
  change.set_new_index(new_index);
  CompareSections(old_index < 0 ? nullptr : &before_.sections(old_index), &section, change, truncated_);
  bool changed = change.texts_size() > 0;
  if (old_index < 0) {
    change.set_kind(SectionChange::KIND_ADDED);
  } else if (moved) {
    change.set_kind(changed ? SectionChange::KIND_MOVED_AND_CHANGED : SectionChange::KIND_MOVED);
  } else if (changed) {
    change.set_kind(SectionChange::KIND_CHANGED);
  } else {
    return;
  }
  *diff_.add_sections() = std::move(change);
}

v1::ExplanationDiff ExplanationComparison::Run() {
  auto& fields = *diff_.mutable_fields();
  CompareText("title", before_.title(), after_.title(), fields, truncated_);
  CompareText("language", before_.language(), after_.language(), fields, truncated_);
  CompareText("topic_path", absl::StrJoin(before_.topic_path(), "/"), absl::StrJoin(after_.topic_path(), "/"), fields,
              truncated_);
  CompareText("summary", before_.summary(), after_.summary(), fields, truncated_);
  std::vector<int> old_places;
  for (const v1::Section& section : after_.sections()) {
    if (auto found = old_index_.find(section.id()); found != old_index_.end()) old_places.push_back(found->second);
  }
  std::vector<bool> stays = Ascending(old_places);
  size_t kept = 0;
  for (int i = 0; i < after_.sections_size(); ++i) {
    auto found = old_index_.find(after_.sections(i).id());
    if (found == old_index_.end()) {
      AddSection(i, -1, false);
      continue;
    }
    bool moved = !stays[kept++];
    if (!moved) AddRemovedUpTo(found->second);
    AddSection(i, found->second, moved);
  }
  AddRemovedUpTo(before_.sections_size());
  diff_.set_truncated(truncated_);
  return std::move(diff_);
}

}  // namespace

v1::ExplanationDiff DiffExplanations(const v1::Explanation& before, const v1::Explanation& after) {
  return ExplanationComparison(before, after).Run();
}

}  // namespace lyceum::content
