// What to study now, and what answers would make of it.
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/page.h"
#include "common/base/status.h"
#include "services/progress/memory/limits.h"
#include "services/progress/memory/methods/reviews.h"
#include "services/progress/memory/methods/view.h"
#include "services/progress/memory/store/log.h"
#include "services/progress/methods/learner.h"
#include "services/progress/methods/messages.h"

namespace lyceum::progress::memory {
namespace {

// The card as the newest revision of its preset computes it.
absl::Status BringUpToDate(sql::Transaction& t, absl::string_view tenant, const CardKey& key,
                           const StoredPreset& preset, StoredCard& stored) {
  if (stored.revision == preset.preset.revision()) return absl::OkStatus();
  return ReplayCard(t, tenant, key, preset, stored);
}

// How many to look at so that, when siblings are left out, `left` remain as a rule.
int ScanFor(int64_t left) {
  return left <= 0 ? 0 : static_cast<int>(std::min<int64_t>(limits::kMaxQueueScan, 4 * left + 20));
}

// Orders other than by the day need to see all that is due.
int ReviewScan(const v1::Preset& preset, int64_t left) {
  return preset.review_order() == v1::Preset::REVIEW_ORDER_DUE_DAY || left <= 0 ? ScanFor(left) : limits::kMaxQueueScan;
}

struct Found {
  DayRule rule;
  StoredPreset preset;
  std::vector<StudyCard> steps;  // on their steps, due today or soon
  Pools pools;
  Done done;
};

absl::StatusOr<Found> Find(sql::Transaction& t, absl::string_view tenant, const PresetKey& key, absl::Time now) {
  Found found;
  ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, key.user));
  found.rule = RuleOf(profile);
  ASSIGN_OR_RETURN(const auto presets, LoadPresets(t, tenant, {key}));
  if (presets.empty()) return NotFound(PresetName(tenant, key));
  found.preset = presets.begin()->second;
  const v1::Preset& preset = found.preset.preset;
  const Day today = DayOf(now, found.rule);
  ASSIGN_OR_RETURN(found.done, DoneToday(t, tenant, key, today));

  const int64_t soon = absl::ToUnixMicros(now + absl::Seconds(limits::kLearnAheadSeconds));
  const int64_t until = std::max(soon, absl::ToUnixMicros(DayStart(today + 1, found.rule)));
  ASSIGN_OR_RETURN(found.steps, Waiting(t, tenant, key, Waits::kStep, 0, until, today, limits::kMaxQueueScan));
  for (const StudyCard& card : found.steps) {
    if (card.card.due_us <= absl::ToUnixMicros(now)) {
      found.pools.learning.push_back(card);
    } else if (card.card.due_us <= soon) {
      found.pools.later.push_back(card);
    }
  }
  constexpr int64_t kFirst = std::numeric_limits<int64_t>::min(), kLast = std::numeric_limits<int64_t>::max();
  const int64_t reviews_left = preset.reviews_per_day() - found.done.reviews;
  ASSIGN_OR_RETURN(found.pools.reviews, Waiting(t, tenant, key, Waits::kDay, kFirst, today, today,
                                                ReviewScan(preset, reviews_left)));
  ASSIGN_OR_RETURN(found.pools.fresh, Waiting(t, tenant, key, Waits::kNew, 0, kLast, today,
                                              ScanFor(preset.new_per_day() - found.done.fresh)));
  return found;
}

}  // namespace

absl::StatusOr<v1::PreviewIntervalsResponse> Reviews::PreviewIntervals(const Caller&,
                                                                       const v1::PreviewIntervalsRequest& request) {
  const absl::string_view tenant = Segment(request.name(), 1);
  const CardKey key{std::string(Segment(request.name(), 3)), std::string(Segment(request.name(), 5))};
  v1::PreviewIntervalsResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    response.Clear();
    ASSIGN_OR_RETURN(auto cards, LoadCards(t, tenant, {key}));
    if (cards.empty()) return NotFound(request.name());
    StoredCard& stored = cards.begin()->second;
    ASSIGN_OR_RETURN(const v1::Profile profile, LoadProfile(t, tenant, key.user));
    ASSIGN_OR_RETURN(const auto presets, LoadPresets(t, tenant, {{key.user, stored.preset}}));
    if (presets.empty()) return absl::DataLossError("a card names a preset that is not there");
    const StoredPreset& preset = presets.begin()->second;
    RETURN_IF_ERROR(BringUpToDate(t, tenant, key, preset, stored));
    for (v1::IntervalPreview& preview :
         Previews(*preset.scheduler, key.card, stored.card, RuleOf(profile), clock_.Now())) {
      *response.add_previews() = std::move(preview);
    }
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::GetQueueResponse> Reviews::GetQueue(const Caller&, const v1::GetQueueRequest& request) {
  const absl::string_view tenant = Segment(request.preset(), 1);
  const PresetKey key{std::string(Segment(request.preset(), 3)), std::string(Segment(request.preset(), 5))};
  ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const absl::Time now = clock_.Now();
  v1::GetQueueResponse response;
  RETURN_IF_ERROR(database_.Read([&](sql::Transaction& t) -> absl::Status {
    response.Clear();
    ASSIGN_OR_RETURN(Found found, Find(t, tenant, key, now));
    const Scheduler& scheduler = *found.preset.scheduler;
    const Queue queue =
        Arrange(std::move(found.pools), found.preset.preset, scheduler, found.done, DayOf(now, found.rule));
    response.set_new_count(static_cast<int32_t>(queue.fresh_left));
    response.set_review_count(static_cast<int32_t>(queue.reviews_left));
    response.set_learning_count(static_cast<int32_t>(found.steps.size()));
    for (const StudyCard& step : found.steps) {
      if (step.card.due_us <= absl::ToUnixMicros(now)) continue;
      *response.mutable_next_due_time() = ToTimestamp(absl::FromUnixMicros(step.card.due_us));
      break;
    }
    std::set<CardKey> shown;
    const size_t count = std::min(queue.cards.size(), static_cast<size_t>(page_size));
    for (size_t i = 0; i < count; ++i) shown.insert({key.user, queue.cards[i].id});
    ASSIGN_OR_RETURN(auto cards, LoadCards(t, tenant, shown));
    for (size_t i = 0; i < count; ++i) {
      const CardKey card{key.user, queue.cards[i].id};
      StoredCard& stored = cards.at(card);
      RETURN_IF_ERROR(BringUpToDate(t, tenant, card, found.preset, stored));
      v1::QueuedCard& queued = *response.add_cards();
      *queued.mutable_card() = CardView(tenant, card, stored, found.rule, now, &scheduler);
      for (v1::IntervalPreview& preview : Previews(scheduler, card.card, stored.card, found.rule, now)) {
        *queued.add_previews() = std::move(preview);
      }
    }
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace lyceum::progress::memory
