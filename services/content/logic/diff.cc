#include "services/content/logic/diff.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/content/limits.h"
#include "services/content/logic/text_parts.h"

namespace lyceum::content {
namespace {

using v1::SectionChange;
using v1::TextHunk;
using Tokens = std::vector<absl::string_view>;

// Words, and each run of white space or single mark between them: together all of the text.
Tokens Tokenize(absl::string_view text) {
  auto kind = [](char c) {
    unsigned char byte = static_cast<unsigned char>(c);
    return absl::ascii_isspace(byte) ? 0 : absl::ascii_isalnum(byte) || byte >= 0x80 ? 1 : 2;
  };
  Tokens tokens;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (end < text.size() && kind(text[at]) != 2 && kind(text[end]) == kind(text[at])) ++end;
    tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

class HunkWriter {
 public:
  void Add(TextHunk::Kind kind, absl::string_view text) {
    if (text.empty()) return;
    if (hunks_.empty() || hunks_.back().kind() != kind) {
      hunks_.emplace_back();
      hunks_.back().set_kind(kind);
    }
    hunks_.back().mutable_text()->append(text.data(), text.size());
  }
  void AddAll(TextHunk::Kind kind, const Tokens& tokens, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) Add(kind, tokens[i]);
  }
  std::vector<TextHunk> Take() { return std::move(hunks_); }

 private:
  std::vector<TextHunk> hunks_;
};

// One edit or kept token each, in order: -1 removed, 1 added, 0 kept. False if there are more
// than `most` edits.
bool ShortestEdits(const Tokens& a, const Tokens& b, int most, std::vector<int>& script) {
  int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  // The furthest x on each diagonal, for every number of edits so far.
  std::vector<std::vector<int>> history;
  std::vector<int> furthest(2 * most + 3, 0);
  auto at = [&](std::vector<int>& row, int k) -> int& { return row[k + most + 1]; };
  int edits = 0;
  bool done = false;
  for (; edits <= most && !done; ++edits) {
    // Only the diagonals that can have changed are kept.
    history.emplace_back(furthest.begin() + (most + 1 - edits - 1), furthest.begin() + (most + 1 + edits + 2));
    for (int k = -edits; k <= edits && !done; k += 2) {
      bool down = k == -edits || (k != edits && at(furthest, k - 1) < at(furthest, k + 1));
      int x = down ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
      while (x < n && x - k < m && x - k >= 0 && a[x] == b[x - k]) ++x;
      at(furthest, k) = x;
      done = x >= n && x - k >= m;
    }
  }
  if (!done) return false;
  int x = n, y = m;
  for (int d = edits - 1; d >= 0; --d) {
    auto reached = [&](int k) { return history[d][k + d + 1]; };
    int k = x - y;
    bool down = k == -d || (k != d && reached(k - 1) < reached(k + 1));
    int from_k = down ? k + 1 : k - 1;
    int from_x = d == 0 ? 0 : reached(from_k);
    int from_y = d == 0 ? 0 : from_x - from_k;
    while (x > from_x && y > from_y && x > 0 && y > 0) {
      script.push_back(0);
      --x;
      --y;
    }
    if (d == 0) break;
    script.push_back(down ? 1 : -1);
    x = from_x;
    y = from_y;
  }
  std::reverse(script.begin(), script.end());
  return true;
}

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

void CompareSections(const v1::Section* before, const v1::Section* after, SectionChange& change, bool& truncated) {
  Texts old_texts = TextsOf(before), new_texts = TextsOf(after);
  absl::flat_hash_map<std::string, std::string> old_by_part(old_texts.begin(), old_texts.end());
  absl::flat_hash_map<std::string, std::string> new_by_part(new_texts.begin(), new_texts.end());
  auto& out = *change.mutable_texts();
  for (const auto& [part, text] : new_texts) CompareText(part, old_by_part[part], text, out, truncated);
  for (const auto& [part, text] : old_texts) {
    if (!new_by_part.contains(part)) CompareText(part, text, "", out, truncated);
  }
}

// Which of the numbers stay when as few as possible are taken out to make the rest
// ascend: what has moved is what is taken out.
std::vector<bool> Ascending(const std::vector<int>& numbers) {
  std::vector<int> tails, tail_at, before(numbers.size(), -1);
  for (size_t i = 0; i < numbers.size(); ++i) {
    size_t at = std::lower_bound(tails.begin(), tails.end(), numbers[i]) - tails.begin();
    if (at == tails.size()) {
      tails.push_back(0);
      tail_at.push_back(0);
    }
    tails[at] = numbers[i];
    tail_at[at] = static_cast<int>(i);
    before[i] = at == 0 ? -1 : tail_at[at - 1];
  }
  std::vector<bool> stays(numbers.size(), false);
  for (int i = tail_at.empty() ? -1 : tail_at.back(); i >= 0; i = before[i]) stays[i] = true;
  return stays;
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

std::vector<TextHunk> DiffWords(absl::string_view before, absl::string_view after, bool& truncated) {
  Tokens a = Tokenize(before), b = Tokenize(after);
  size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  HunkWriter out;
  out.AddAll(TextHunk::KIND_KEPT, a, 0, head);
  Tokens a_middle(a.begin() + head, a.end() - tail), b_middle(b.begin() + head, b.end() - tail);
  std::vector<int> script;
  if (ShortestEdits(a_middle, b_middle, kMaxDiffEdits, script)) {
    size_t i = 0, j = 0;
    for (int step : script) {
      if (step == 0) out.Add(TextHunk::KIND_KEPT, a_middle[i]);
      if (step < 0) out.Add(TextHunk::KIND_REMOVED, a_middle[i]);
      if (step > 0) out.Add(TextHunk::KIND_ADDED, b_middle[j]);
      i += step <= 0 ? 1 : 0;
      j += step >= 0 ? 1 : 0;
    }
  } else {
    truncated = true;
    out.AddAll(TextHunk::KIND_REMOVED, a_middle, 0, a_middle.size());
    out.AddAll(TextHunk::KIND_ADDED, b_middle, 0, b_middle.size());
  }
  out.AddAll(TextHunk::KIND_KEPT, a, a.size() - tail, a.size());
  return out.Take();
}

v1::ExplanationDiff DiffExplanations(const v1::Explanation& before, const v1::Explanation& after) {
  return ExplanationComparison(before, after).Run();
}

}  // namespace lyceum::content
