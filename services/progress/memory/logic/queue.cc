#include "services/progress/memory/logic/queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/progress/memory/logic/fuzz.h"

namespace lyceum::progress::memory {
namespace {

// Puts cards in ascending order of a number, which is computed once for each; equal
// ones stay as they are.
template <class Key>
void SortBy(std::vector<StudyCard>& cards, Key key) {
  std::vector<std::pair<double, size_t>> order;
  order.reserve(cards.size());
  for (size_t i = 0; i < cards.size(); ++i) order.emplace_back(key(cards[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<StudyCard> sorted;
  sorted.reserve(cards.size());
  for (const auto& [ignored, i] : order) sorted.push_back(std::move(cards[i]));
  cards = std::move(sorted);
}

void OrderReviews(std::vector<StudyCard>& cards, const v1::Preset& preset, const Scheduler& scheduler, Day today) {
  const auto chance = [&](const StudyCard& card) { return FuzzFactor(FuzzSeed(card.id), today); };
  const auto recall = [&](const StudyCard& card) {
    const Card& known = card.card;
    if (!known.memory.known()) return 0.0;
    return scheduler.fsrs().Recall(static_cast<double>(std::max<Day>(0, today - known.last_day)),
                                   known.memory.stability);
  };
  const auto day = [](const StudyCard& card) { return static_cast<double>(card.card.due_day); };
  const auto days = [](const StudyCard& card) { return static_cast<double>(card.card.scheduled_days); };
  const auto difficulty = [](const StudyCard& card) {
    return card.card.memory.known() ? card.card.memory.difficulty : -card.card.sm2.ease;
  };
  switch (preset.review_order()) {
    case v1::Preset::REVIEW_ORDER_INTERVALS_ASCENDING:
      return SortBy(cards, days);
    case v1::Preset::REVIEW_ORDER_INTERVALS_DESCENDING:
      return SortBy(cards, [&](const StudyCard& card) { return -days(card); });
    case v1::Preset::REVIEW_ORDER_RECALL_ASCENDING:
      return SortBy(cards, recall);
    case v1::Preset::REVIEW_ORDER_RECALL_DESCENDING:
      return SortBy(cards, [&](const StudyCard& card) { return -recall(card); });
    case v1::Preset::REVIEW_ORDER_DIFFICULTY_ASCENDING:
      return SortBy(cards, difficulty);
    case v1::Preset::REVIEW_ORDER_DIFFICULTY_DESCENDING:
      return SortBy(cards, [&](const StudyCard& card) { return -difficulty(card); });
    case v1::Preset::REVIEW_ORDER_RANDOM:
      return SortBy(cards, chance);
    default:
      return SortBy(cards, [&](const StudyCard& card) { return day(card) + chance(card); });
  }
}

// Leaves the first card of each note that nobody has taken.
void DropSiblings(std::vector<StudyCard>& cards, std::set<std::string>& taken) {
  std::vector<StudyCard> kept;
  for (StudyCard& card : cards) {
    if (card.note.empty() || taken.insert(card.note).second) kept.push_back(std::move(card));
  }
  cards = std::move(kept);
}

void Cut(std::vector<StudyCard>& cards, int64_t most) {
  if (static_cast<int64_t>(cards.size()) > most) cards.resize(static_cast<size_t>(most));
}

void MoveTo(std::vector<StudyCard>& all, std::vector<StudyCard>& some) {
  std::move(some.begin(), some.end(), std::back_inserter(all));
}

// Both lists in their order, each spread evenly over the whole.
void Spread(std::vector<StudyCard>& all, std::vector<StudyCard>& a, std::vector<StudyCard>& b) {
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    // (i + 1/2) / |a| <= (j + 1/2) / |b|
    if ((2 * i + 1) * b.size() <= (2 * j + 1) * a.size()) {
      all.push_back(std::move(a[i++]));
    } else {
      all.push_back(std::move(b[j++]));
    }
  }
  std::move(a.begin() + static_cast<std::ptrdiff_t>(i), a.end(), std::back_inserter(all));
  std::move(b.begin() + static_cast<std::ptrdiff_t>(j), b.end(), std::back_inserter(all));
}

}  // namespace

Queue Arrange(Pools pools, const v1::Preset& preset, const Scheduler& scheduler, const Done& done, Day today) {
  OrderReviews(pools.reviews, preset, scheduler, today);
  SortBy(pools.fresh, [](const StudyCard& card) { return static_cast<double>(card.position); });
  if (preset.bury_siblings()) {
    std::set<std::string> taken = done.notes;
    for (const auto* studied : {&pools.learning, &pools.later}) {
      for (const StudyCard& card : *studied) taken.insert(card.note);
    }
    DropSiblings(pools.reviews, taken);
    DropSiblings(pools.fresh, taken);
  }
  Cut(pools.reviews, std::max<int64_t>(0, preset.reviews_per_day() - done.reviews));
  Cut(pools.fresh, std::max<int64_t>(0, preset.new_per_day() - done.fresh));

  Queue queue;
  queue.fresh_left = static_cast<int64_t>(pools.fresh.size());
  queue.reviews_left = static_cast<int64_t>(pools.reviews.size());
  queue.cards = std::move(pools.learning);
  switch (preset.mix()) {
    case v1::Preset::MIX_REVIEWS_FIRST:
      MoveTo(queue.cards, pools.reviews);
      MoveTo(queue.cards, pools.fresh);
      break;
    case v1::Preset::MIX_NEW_FIRST:
      MoveTo(queue.cards, pools.fresh);
      MoveTo(queue.cards, pools.reviews);
      break;
    default:
      Spread(queue.cards, pools.reviews, pools.fresh);
  }
  MoveTo(queue.cards, pools.later);
  return queue;
}

}  // namespace lyceum::progress::memory
