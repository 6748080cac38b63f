#include "services/quiz/statistics/tally.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lyceum::quiz {
namespace {

constexpr size_t kMaxPending = 4096;

}  // namespace

const std::vector<Tally::Entry>& Tally::Entries() {
  if (!pending_.empty()) Settle();
  return entries_;
}

void Tally::Gather(Entry entry) {
  pending_.push_back(entry);
  // Not before it is worth a pass over all entries.
  if (pending_.size() >= std::max(kMaxPending, entries_.size())) Settle();
}

void Tally::Settle() {
  std::sort(pending_.begin(), pending_.end(), [](const Entry& a, const Entry& b) { return a.value < b.value; });
  std::vector<Entry> merged;
  merged.reserve(entries_.size());
  const auto take = [&merged](const Entry& entry) {
    if (merged.empty() || merged.back().value != entry.value) {
      if (!merged.empty() && merged.back().count == 0) merged.pop_back();
      merged.push_back(entry);
    } else {
      merged.back().count += entry.count;
    }
  };
  size_t i = 0;
  for (const Entry& fresh : pending_) {
    while (i < entries_.size() && entries_[i].value <= fresh.value) take(entries_[i++]);
    take(fresh);
  }
  while (i < entries_.size()) take(entries_[i++]);
  if (!merged.empty() && merged.back().count == 0) merged.pop_back();
  entries_ = std::move(merged);
  pending_.clear();
}

}  // namespace lyceum::quiz
