#include "services/progress/memory/logic/training_set.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace lyceum::progress::memory {
namespace {

// First rating and first interval in days.
using Beginning = std::pair<int, int32_t>;

struct Candidate {
  TrainingItem item;
  int64_t at_us = 0;
  Beginning beginning;
  bool is_first = false;  // it shows the first interval
};

// An item for every answer of a card that came on a later day.
void AddItems(const std::vector<PastAnswer>& answers, TrainingSet& set, std::vector<Candidate>& candidates) {
  const auto begin = static_cast<int32_t>(set.ratings.size());
  Beginning beginning{0, 0};
  for (size_t i = 0; i < answers.size(); ++i) {
    const int64_t delta = i == 0 ? 0 : std::max<int64_t>(0, answers[i].day - answers[i - 1].day);
    set.ratings.push_back(static_cast<int8_t>(answers[i].rating));
    set.delta_days.push_back(static_cast<int32_t>(delta));
    if (delta == 0) continue;
    const bool is_first = beginning.second == 0;
    if (is_first) beginning = {answers[0].rating, static_cast<int32_t>(delta)};
    candidates.push_back(
        {{begin, static_cast<int32_t>(i + 1), 1}, answers[i].at_us, beginning, is_first});
  }
}

// The beginnings to learn from, numbered by first rating and from rare to frequent;
// those that are too rare, or too long, are not among them.
std::map<Beginning, int> Worthwhile(const std::vector<Candidate>& candidates) {
  std::map<int, std::map<int32_t, int64_t>> sizes;
  for (const Candidate& candidate : candidates) {
    if (candidate.is_first) ++sizes[candidate.beginning.first][candidate.beginning.second];
  }
  std::map<Beginning, int> worthwhile;
  for (const auto& [rating, groups] : sizes) {
    int64_t total = 0;
    std::vector<std::pair<int64_t, int32_t>> by_size;
    for (const auto& [delta, size] : groups) {
      total += size;
      by_size.emplace_back(size, delta);
    }
    std::sort(by_size.begin(), by_size.end());
    const int64_t may_go = std::max<int64_t>(20, total / 20);
    int64_t gone = 0;
    for (const auto& [size, delta] : by_size) {
      if (gone + size < may_go) {
        gone += size;
      } else if (size >= 6 && delta <= (rating == 4 ? 365 : 100)) {
        worthwhile.emplace(Beginning(rating, delta), static_cast<int>(worthwhile.size()));
      }
    }
  }
  return worthwhile;
}

}  // namespace

TrainingSet MakeTrainingSet(absl::Span<const std::vector<PastAnswer>> cards) {
  TrainingSet set;
  std::vector<Candidate> candidates;
  for (const std::vector<PastAnswer>& answers : cards) AddItems(answers, set, candidates);
  const std::map<Beginning, int> worthwhile = Worthwhile(candidates);
  candidates.erase(
      std::remove_if(candidates.begin(), candidates.end(),
                     [&](const Candidate& candidate) { return worthwhile.count(candidate.beginning) == 0; }),
      candidates.end());
  const auto place = [&](const Candidate& candidate) {
    return std::tuple(!candidate.is_first, candidate.is_first ? worthwhile.at(candidate.beginning) : 0,
                      candidate.at_us);
  };
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) { return place(a) < place(b); });
  const auto count = static_cast<double>(candidates.size());
  for (const Candidate& candidate : candidates) {
    TrainingItem item = candidate.item;
    const double share = count > 1 ? static_cast<double>(set.items.size()) / (count - 1) : 1;
    item.weight = 0.25 + 0.75 * share * share * share;
    set.items.push_back(item);
    set.first_items += candidate.is_first;
  }
  return set;
}

}  // namespace lyceum::progress::memory
