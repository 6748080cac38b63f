// The review log and the card it adds up to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/progress/memory/logic/scheduler.h"

namespace lyceum::progress::memory {

// What can happen to a card. Numbered for good: they are stored.
enum class EntryKind : int64_t {
  kReview = 1,   // `value` is the rating
  kSetDue = 2,   // `value` is the day it is due
  kForget = 3,   // it is new again, as if it had never been answered
  kSuspend = 4,  // not shown until resumed
  kResume = 5,   // no longer suspended and no longer a leech
  kBury = 6,     // not shown before the day `value`
  kUnbury = 7,
  kUndo = 8,     // the entry `undoes` does not count
};

// One line of the log. It is never changed and never removed.
struct Entry {
  std::string id;  // unique among the learner's
  EntryKind kind = EntryKind::kReview;
  Moment at;
  int64_t value = 0;
  std::string undoes;
  int64_t spent_us = 0;  // on an answer; moves no card

  bool operator==(const Entry&) const = default;
};

// The order in which entries count, whatever the order they arrived in.
bool Before(const Entry& a, const Entry& b);

// The card after one entry, which is not kUndo.
Card Apply(const Scheduler& scheduler, const Card& card, const Entry& entry, uint64_t seed);

// The card that all its entries add up to; they are in the order of Before. The
// same set of entries and settings gives the same card to the last bit. An entry
// that kUndo names does not count, wherever the kUndo stands.
Card Replay(const Scheduler& scheduler, absl::Span<const Entry> entries, uint64_t seed);

// The answers since it was last new, of those entries that count, in their order.
std::vector<Entry> AnswersThatCount(absl::Span<const Entry> entries);

// The newest entry that counts and can be undone (all but kUndo); null if there is none.
const Entry* LastToUndo(absl::Span<const Entry> entries);

}  // namespace lyceum::progress::memory
