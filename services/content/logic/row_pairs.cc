#include "services/content/logic/row_pairs.h"

#include <algorithm>
#include <map>

#include "absl/strings/string_view.h"

namespace lyceum::content {
namespace {

// Gives rows of `after` that have none yet a row of `before` with the same text, the first first.
void Match(const std::vector<NamedRow>& before, const std::vector<NamedRow>& after, std::string NamedRow::*text,
           std::vector<int>& old_of) {
  std::vector<bool> taken(before.size(), false);
  for (const int old : old_of) {
    if (old >= 0) taken[old] = true;
  }
  std::map<absl::string_view, std::vector<int>> free;  // the last first
  for (int i = static_cast<int>(before.size()) - 1; i >= 0; --i) {
    if (!taken[i]) free[before[i].*text].push_back(i);
  }
  for (size_t i = 0; i < after.size(); ++i) {
    if (old_of[i] >= 0) continue;
    const auto found = free.find(after[i].*text);
    if (found == free.end() || found->second.empty()) continue;
    old_of[i] = found->second.back();
    found->second.pop_back();
  }
}

// Whoever would break the order counts as removed and added.
void KeepAscending(std::vector<int>& old_of) {
  std::vector<int> matched;
  for (const int old : old_of) {
    if (old >= 0) matched.push_back(old);
  }
  const std::vector<bool> stays = Ascending(matched);
  size_t next = 0;
  for (int& old : old_of) {
    if (old >= 0 && !stays[next++]) old = -1;
  }
}

}  // namespace

std::vector<RowPair> PairRows(const std::vector<NamedRow>& before, const std::vector<NamedRow>& after) {
  std::vector<int> old_of(after.size(), -1);
  Match(before, after, &NamedRow::content, old_of);
  KeepAscending(old_of);
  Match(before, after, &NamedRow::name, old_of);
  KeepAscending(old_of);
  std::vector<RowPair> pairs;
  int old = 0, fresh = 0;
  const auto fill = [&](int old_end, int fresh_end) {
    while (old < old_end || fresh < fresh_end) {
      pairs.push_back({old < old_end ? old++ : -1, fresh < fresh_end ? fresh++ : -1});
    }
  };
  for (int i = 0; i < static_cast<int>(after.size()); ++i) {
    if (old_of[i] < 0) continue;
    fill(old_of[i], i);
    pairs.push_back({old++, fresh++});
  }
  fill(static_cast<int>(before.size()), static_cast<int>(after.size()));
  return pairs;
}

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

}  // namespace lyceum::content
