#include "services/progress/memory/logic/replay.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace lyceum::progress::memory {
namespace {

// The ids that some kUndo names, in order.
std::vector<absl::string_view> Undone(absl::Span<const Entry> entries) {
  std::vector<absl::string_view> undone;
  for (const Entry& entry : entries) {
    if (entry.kind == EntryKind::kUndo) undone.push_back(entry.undoes);
  }
  std::sort(undone.begin(), undone.end());
  return undone;
}

bool Counts(const Entry& entry, const std::vector<absl::string_view>& undone) {
  return entry.kind != EntryKind::kUndo &&
         !std::binary_search(undone.begin(), undone.end(), absl::string_view(entry.id));
}

// A card that was never answered becomes a review without a memory: its first
// answer makes one.
void SetDue(Day day, Card& card) {
  card.state = State::kReview;
  card.step = 0;
  card.due_us = 0;
  card.due_day = day;
  card.scheduled_days = card.reps > 0 ? std::max<Day>(0, day - card.last_day) : 0;
}

}  // namespace

bool Before(const Entry& a, const Entry& b) { return std::tie(a.at.us, a.id) < std::tie(b.at.us, b.id); }

Card Apply(const Scheduler& scheduler, const Card& card, const Entry& entry, uint64_t seed) {
  if (entry.kind == EntryKind::kReview) return scheduler.Answer(card, static_cast<Rating>(entry.value), entry.at, seed);
  Card next = card;
  switch (entry.kind) {
    case EntryKind::kSetDue:
      SetDue(entry.value, next);
      break;
    case EntryKind::kForget:
      next = Card();
      break;
    case EntryKind::kSuspend:
      next.suspended = true;
      break;
    case EntryKind::kResume:
      next.suspended = next.leech = false;
      break;
    case EntryKind::kBury:
      next.buried_day = entry.value;
      break;
    case EntryKind::kUnbury:
      next.buried_day = 0;
      break;
    case EntryKind::kReview:
    case EntryKind::kUndo:
      break;
  }
  return next;
}

Card Replay(const Scheduler& scheduler, absl::Span<const Entry> entries, uint64_t seed) {
  const std::vector<absl::string_view> undone = Undone(entries);
  Card card;
  for (const Entry& entry : entries) {
    if (Counts(entry, undone)) card = Apply(scheduler, card, entry, seed);
  }
  return card;
}

std::vector<Entry> AnswersThatCount(absl::Span<const Entry> entries) {
  const std::vector<absl::string_view> undone = Undone(entries);
  std::vector<Entry> answers;
  for (const Entry& entry : entries) {
    if (!Counts(entry, undone)) continue;
    if (entry.kind == EntryKind::kForget) answers.clear();
    if (entry.kind == EntryKind::kReview) answers.push_back(entry);
  }
  return answers;
}

const Entry* LastToUndo(absl::Span<const Entry> entries) {
  const std::vector<absl::string_view> undone = Undone(entries);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (Counts(*entry, undone)) return &*entry;
  }
  return nullptr;
}

}  // namespace lyceum::progress::memory
