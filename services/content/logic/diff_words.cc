// DiffWords of diff.h.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/content/limits.h"
#include "services/content/logic/diff.h"

namespace lyceum::content {
namespace {

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

}  // namespace lyceum::content
