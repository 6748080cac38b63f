// What a learner's answers say about forgetting, as the optimizer of fsrs-rs 6
// prepares it.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace lyceum::progress::memory {

// One answer of a card, rating 1 to 4, on a day.
struct PastAnswer {
  int64_t at_us = 0;
  int64_t day = 0;
  int rating = 0;
};

// An answer on a later day than the one before, and all that came before it: the
// answers [begin, begin + length) of the set, the last of which is to be predicted.
struct TrainingItem {
  int32_t begin = 0;
  int32_t length = 0;
  double weight = 1;  // recent items count more
};

struct TrainingSet {
  // Of all cards, one card after another, each in the order of time.
  std::vector<int8_t> ratings;
  std::vector<int32_t> delta_days;  // since the answer before; 0 for a card's first
  // First those that show the first interval, by first rating and from rare intervals to
  // frequent ones; then the rest in the order of time.
  std::vector<TrainingItem> items;
  int64_t first_items = 0;  // how many show the first interval

  bool Recalled(const TrainingItem& item) const { return ratings[item.begin + item.length - 1] > 1; }
  int32_t LastDelta(const TrainingItem& item) const { return delta_days[item.begin + item.length - 1]; }
};

// Items of these cards, each in the order of time: one for every answer that came
// on a later day. Rare first intervals are outliers: of each first rating, groups
// of equal first intervals are left out from the smallest on as long as fewer than
// max(20, 1/20 of all) items go, then those of fewer than 6 or over 100 days (365
// after Easy), and with them the longer items that begin so. Item i of n weighs
// 0.25 + 0.75 (i / (n - 1))^3.
TrainingSet MakeTrainingSet(absl::Span<const std::vector<PastAnswer>> cards);

}  // namespace lyceum::progress::memory
